import ArgumentParser
import Glibc

/// Measures pgofs and its alternatives side by side.
@main
struct Program: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pgofs-bench",
    abstract: "Measure pgofs and its alternatives side by side; scripts/bench.sh runs it.",
    subcommands: [
      Measure.self, Launch.self, Reader.Command.self, OpenFileReads.Command.self,
      ConcurrentWrites.Command.self,
    ],
    defaultSubcommand: Measure.self)
}
