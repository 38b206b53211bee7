import Command
import Dispatch
import ProfileStore
import ProfileTree
import Synchronization

/// The same tree without a mount: for image builds, CI containers and remote workers, where nothing
/// can be mounted.
struct UnmountedTree {
  let tree: ProfileTree

  init(_ source: String) throws {
    DescriptorLimit.raise()
    let source = try Source(source)
    var configuration = TreeConfiguration()
    configuration.version = Pgofs.version
    configuration.pins = false
    configuration.cacheDirectory = CacheDirectory.ofCommand(source)
    let clock = SystemClock()
    tree = ProfileTree(
      store: try source.open(), configuration: configuration, clock: clock,
      events: EventLog(clock: clock) { _, line in Log("pgofs").warning(line) })
  }

  /// What a path below the root stands for. `.`, `..` and slashes mean what they mean to a shell.
  func node(_ path: String) throws(TreeError) -> NodeID {
    var nodes = [NodeID.root]
    for name in path.split(separator: "/") where name != "." {
      if name == ".." {
        if nodes.count > 1 { nodes.removeLast() }
      } else {
        nodes.append(
          try tree.lookup(String(name), in: nodes[nodes.count - 1], caller: .unseen).node)
      }
    }
    let node = nodes[nodes.count - 1]
    if path.hasSuffix("/"), !tree.isDirectory(node) {
      throw TreeError(.notDirectory, path, "not a directory")
    }
    return node
  }

  /// Waits until what was learnt is in the cache, for the next one.
  func finish() { tree.finishBackgroundWork() }

  /// The attributes of what a path stands for; a merged file is computed.
  func attributes(of node: NodeID, _ path: String) throws(TreeError) -> TreeAttributes {
    try tree.attributes(of: node, prepared: try prepared(node, path))
  }

  /// Opens a file; a merged one is computed.
  func open(_ path: String) throws(TreeError) -> HandleID {
    let node = try node(path)
    guard !tree.isDirectory(node) else {
      throw TreeError(.isDirectory, path, "is a directory; pgofs ls lists it")
    }
    let prepared = try prepared(node, path)
    return try tree.open(node, .read, prepared: prepared, caller: .unseen).handle
  }

  private func prepared(_ node: NodeID, _ path: String) throws(TreeError) -> PreparedView? {
    let waiting = Waiting()
    tree.prepare(node) { waiting.finish($0) }
    return try waiting.result(of: path).get()
  }
}

/// A merge's thread hands its result to this one.
private final class Waiting: Sendable {
  private let state = Mutex<Result<PreparedView?, TreeError>?>(nil)
  private let ready = DispatchSemaphore(value: 0)

  func finish(_ result: Result<PreparedView?, TreeError>) {
    state.withLock { $0 = result }
    ready.signal()
  }

  func result(of path: String) -> Result<PreparedView?, TreeError> {
    var progress = Progress("pgofs")
    while ready.wait(timeout: .now() + .seconds(1)) == .timedOut {
      let seconds = progress.seconds
      progress.show("computing \(path), \(seconds) s")
    }
    return state.withLock { $0! }
  }
}
