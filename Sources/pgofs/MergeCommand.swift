import ArgumentParser
import Command

/// `pgofs merge [-o OUT] [--pgo] FILE...`
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Merge profile files in the order given, as go tool pprof does.",
    usage: "pgofs merge [-o FILE] [--pgo] FILE...",
    discussion: """
      The result is that of go tool pprof -symbolize=none -proto, which leaves names of generic \
      functions as they are. A file that can't be merged is an error, and nothing is written then.

        pgofs merge -o default.pgo --pgo monday.pprof tuesday.pprof
      """)

  @Argument(
    help: ArgumentHelp("CPU profiles, gzip or plain.", valueName: "FILE"), completion: .file())
  var files: [String]

  @Option(
    name: .short,
    help: ArgumentHelp(
      "Write to this file, whole or not at all, instead of to stdout.", valueName: "FILE"))
  var output: String?

  @Flag(help: "Write what go build reads and nothing else: the same build from far fewer bytes.")
  var pgo = false

  func run() throws {
    do {
      try FileMerge(files: files, output: output, pgo: pgo).run()
    } catch {
      Log("pgofs").error("\(error)")
      throw ExitCode.failure
    }
  }
}
