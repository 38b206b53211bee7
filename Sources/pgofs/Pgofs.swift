import ArgumentParser

/// The command: one subcommand a file.
@main
struct Pgofs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pgofs",
    abstract: "Go CPU profiles as files: mount a store, and merged profiles are paths to read.",
    usage: """
      pgofs SOURCE MOUNTPOINT [-o OPTION,...] [--foreground]
      pgofs unmount MOUNTPOINT
      pgofs ls SOURCE [PATH]
      pgofs cat SOURCE PATH [-o FILE]
      pgofs merge [-o OUT] [--pgo] FILE...
      """,
    version: version,
    subcommands: [
      MountCommand.self, UnmountCommand.self, ListCommand.self, CatCommand.self,
      MergeCommand.self,
    ],
    defaultSubcommand: MountCommand.self)

  /// The release, as `pgofs --version` and `.pgofs/status.json` tell it.
  static let version = "0.1.0"
}
