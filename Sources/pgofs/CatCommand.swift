import ArgumentParser
import Command
import ProfileTree

/// `pgofs cat SOURCE PATH [-o FILE]`
struct CatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cat", abstract: "Read a file of the tree, merged ones too, without a mount.",
    usage: "pgofs cat SOURCE PATH [-o FILE]",
    discussion: """
      What can't be read is an error that says why.

        pgofs cat profiles sample/merged/README         which windows there are
        pgofs cat profiles sample/merged/last7d.txt     what is in one of them
        pgofs cat profiles sample/merged/last7d.pgo -o default.pgo
      """)

  @Argument(help: ArgumentHelp(Source.help, valueName: "SOURCE"))
  var source: String

  @Argument(help: ArgumentHelp("A path as below the mount point.", valueName: "PATH"))
  var path: String

  @Option(
    name: .short,
    help: ArgumentHelp(
      "Write to this file, whole or not at all, instead of to stdout.", valueName: "FILE"))
  var output: String?

  func run() throws {
    do {
      let tree = try UnmountedTree(source)
      let handle = try tree.open(path)
      let output = try Output(to: self.output)
      var offset = 0
      while true {
        let bytes = try tree.tree.read(handle, at: offset, count: 1 << 20)
        guard !bytes.isEmpty else { break }
        try output.write(bytes)
        offset += bytes.count
      }
      try output.finish()
      tree.finish()
    } catch {
      Log("pgofs").error("\(error)")
      throw ExitCode.failure
    }
  }
}
