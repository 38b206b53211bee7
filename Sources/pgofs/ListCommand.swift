import ArgumentParser
import Command
import ProfileTree

/// `pgofs ls SOURCE [PATH]`
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "List a directory of the tree without a mount.",
    usage: "pgofs ls [-l] SOURCE [PATH]",
    discussion: """
      Directories end in /. Of merged/ only a few names are listed; any other window can be read \
      as well.

        pgofs ls profiles                         the apps
        pgofs ls profiles sample                  the days of an app
        pgofs ls -l profiles sample/2024-10-12    the captures of a day
      """)

  @Argument(help: ArgumentHelp(Source.help, valueName: "SOURCE"))
  var source: String

  @Argument(
    help: ArgumentHelp(
      "A path as below the mount point; without one, the top of the tree.", valueName: "PATH"))
  var path: String = ""

  @Flag(name: .short, help: "Sizes and times too.")
  var long = false

  func run() throws {
    do {
      let tree = try UnmountedTree(source)
      let output = try Output(to: nil)
      let node = try tree.node(path)
      guard tree.tree.isDirectory(node) else {
        return try output.write(line(path, long ? try tree.attributes(of: node, path) : nil))
      }
      let items = try tree.tree.list(try tree.tree.openDirectory(node))
      for item in items {
        let name = item.isDirectory ? item.name + "/" : item.name
        try output.write(line(name, long ? attributes(of: item, in: node, tree.tree) : nil))
      }
      if items.isEmpty, node == .root {
        Log("pgofs").info("\(source): there is no app in this store")
      }
    } catch {
      Log("pgofs").error("\(error)")
      throw ExitCode.failure
    }
  }

  // A merged file has attributes once it is computed, and a listing computes nothing.
  private func attributes(
    of item: DirectoryItem, in directory: NodeID, _ tree: ProfileTree
  ) -> TreeAttributes? {
    if let entry = tree.entry(of: item) { return entry.attributes }
    guard let entry = try? tree.lookup(item.name, in: directory, caller: .unseen),
      !tree.isView(entry.node)
    else { return nil }
    return entry.attributes
  }

  private func line(_ name: String, _ attributes: TreeAttributes?) -> String {
    guard long else { return name + "\n" }
    guard let attributes else { return ListCommand.columns("-", "computed when read", name) }
    let size = attributes.isDirectory ? "-" : "\(attributes.size)"
    return ListCommand.columns(size, "\(attributes.modified)", name)
  }

  private static func columns(_ size: String, _ time: String, _ name: String) -> String {
    let before = String(repeating: " ", count: max(0, 10 - size.count))
    let after = String(repeating: " ", count: max(0, 24 - time.count))
    return "\(before)\(size)  \(time)\(after)  \(name)\n"
  }
}
