import ArgumentParser
import Command

/// The command: one subcommand a file.
@main
struct Pgofs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pgofs",
    abstract: "Go CPU profiles as files: mount a store, and merged profiles are paths to read.",
    usage: """
      pgofs SOURCE MOUNTPOINT [-o OPTION,...] [--foreground]
      pgofs unmount MOUNTPOINT
      pgofs ls [-l] SOURCE [PATH]
      pgofs cat SOURCE PATH [-o FILE]
      pgofs merge [-o FILE] [--pgo] FILE...
      pgofs check SOURCE [--app APP]
      pgofs prune SOURCE --older-than TIME | --max-size SIZE | --window WINDOW
      pgofs import FROM SOURCE [--app APP] [--dry-run]
      """,
    discussion: """
      SOURCE is the store: a directory with apps, their days and their captures in it, or a \
      bucket with these, s3://BUCKET/PREFIX.

        mkdir -p profiles mnt && pgofs profiles mnt
        mkdir mnt/sample && cp cpu.prof mnt/sample/         store a capture
        go build -pgo=$PWD/mnt/sample/merged/all.pgo ./cmd/sample
        cat mnt/sample/merged/README                        which windows there are
        pgofs unmount mnt
      """,
    version: version,
    subcommands: [
      MountCommand.self, UnmountCommand.self, ListCommand.self, CatCommand.self,
      MergeCommand.self, CheckCommand.self, PruneCommand.self, ImportCommand.self,
    ],
    defaultSubcommand: MountCommand.self)

  static func main() {
    guard let merge = FileMerge(plain: CommandLine.arguments.dropFirst()) else { return main(nil) }
    do {
      try merge.run()
    } catch {
      Log("pgofs").error("\(error)")
      exit(withError: ExitCode.failure)
    }
  }

  /// The release, as `pgofs --version` and `.pgofs/status.json` tell it.
  static let version = "0.1.0"
}
