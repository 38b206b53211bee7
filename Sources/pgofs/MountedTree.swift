import Command
import Fuse
import ProfileStore
import ProfileTree

/// A store as a mounted tree: builds the parts and runs them.
struct MountedTree: Sendable {
  let tree: ProfileTree
  let session: Session

  /// Mounts the store; `run` serves it.
  init(
    _ store: any ProfileStore, named source: String, at mountPoint: String,
    _ settings: MountSettings,
    clock: any TreeClock = SystemClock(), log: Log
  ) throws {
    let events = EventLog(clock: clock) { level, line in
      level == .error ? log.error(line) : log.info(line)
    }
    tree = ProfileTree(store: store, configuration: settings.tree, clock: clock, events: events)
    var options = MountOptions(source: source, subtype: MountedTree.subtype)
    options.allowOther = settings.allowOther
    options.readOnly = settings.readOnly
    options.extra = settings.kernel
    session = try Session(
      TreeAdapter(tree: tree, owner: settings.owner), at: mountPoint, options: options
    ) { level, message in
      level == .error ? log.error(message) : log.info(message)
    }
  }

  /// Serves the mount until it is unmounted or stopped.
  func run(onReady: () -> Void) throws { try session.run(onReady: onReady) }

  /// Mounts show as `fuse.pgofs`.
  static let subtype = "pgofs"
}
