import ArgumentParser
import ProfileTree

/// `pgofs ls SOURCE [PATH]`
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ls", abstract: "List a directory of the tree without a mount.")

  @Argument(help: "The store: a directory.")
  var source: String

  @Argument(help: "A path as below the mount point, such as sample/2024-10-12.")
  var path: String = ""

  @Flag(name: .short, help: "Sizes and times too.")
  var long = false

  func run() throws {
    do {
      let tree = try UnmountedTree(source)
      let node = try tree.node(path)
      guard tree.tree.isDirectory(node) else {
        return show(path, isDirectory: false, try tree.tree.attributes(of: node))
      }
      for item in try tree.tree.list(try tree.tree.openDirectory(node)) {
        show(item.name, isDirectory: item.isDirectory, tree.tree.entry(of: item)?.attributes)
      }
    } catch {
      Log().error("\(error)")
      throw ExitCode.failure
    }
  }

  private func show(_ name: String, isDirectory: Bool, _ attributes: TreeAttributes?) {
    let name = isDirectory ? name + "/" : name
    guard long else { return print(name) }
    let size = attributes.map { isDirectory ? "-" : "\($0.size)" } ?? "-"
    let padding = String(repeating: " ", count: max(0, 10 - size.count))
    print("\(padding)\(size)  \(attributes.map { "\($0.modified)" } ?? "computed when read")  \(name)")
  }
}
