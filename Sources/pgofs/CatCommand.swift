import ArgumentParser
import ProfileTree

/// `pgofs cat SOURCE PATH [-o FILE]`
struct CatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cat", abstract: "Read a file of the tree, merged ones too, without a mount.")

  @Argument(help: "The store: a directory.")
  var source: String

  @Argument(help: "A path as below the mount point, such as sample/merged/last7d.pgo.")
  var path: String

  @Option(name: .short, help: "Write to this file, whole or not at all, instead of to stdout.")
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
    } catch {
      Log().error("\(error)")
      throw ExitCode.failure
    }
  }
}
