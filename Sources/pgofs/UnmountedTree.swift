import Glibc
import ProfileStore
import ProfileTree
import Synchronization

/// The same tree without a mount: for image builds, CI containers and remote workers, where nothing
/// can be mounted.
struct UnmountedTree {
  let tree: ProfileTree

  init(_ source: String) throws {
    let source = try Source(source)
    var configuration = TreeConfiguration()
    configuration.version = Pgofs.version
    configuration.pins = false
    let clock = SystemClock()
    tree = ProfileTree(
      store: try source.open(), configuration: configuration, clock: clock,
      events: EventLog(clock: clock) { _, line in Log().warning(line) })
  }

  /// What a path below the root stands for.
  func node(_ path: String) throws(TreeError) -> NodeID {
    var node = NodeID.root
    for name in path.split(separator: "/") {
      node = try tree.lookup(String(name), in: node, caller: .unseen).node
    }
    return node
  }

  /// Opens a file; a merged one is computed.
  func open(_ path: String) throws(TreeError) -> HandleID {
    let node = try node(path)
    let waiting = Waiting()
    tree.prepare(node) { waiting.finish($0) }
    let prepared = try waiting.result().get()
    return try tree.open(node, .read, prepared: prepared, caller: .unseen).handle
  }
}

/// A merge's thread hands its result to this one.
private final class Waiting: Sendable {
  private let state = Mutex<Result<PreparedView?, TreeError>?>(nil)
  nonisolated(unsafe) private let ready = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init() { sem_init(ready, 0, 0) }

  deinit {
    sem_destroy(ready)
    ready.deallocate()
  }

  func finish(_ result: Result<PreparedView?, TreeError>) {
    state.withLock { $0 = result }
    sem_post(ready)
  }

  func result() -> Result<PreparedView?, TreeError> {
    while sem_wait(ready) != 0 {}
    return state.withLock { $0! }
  }
}
