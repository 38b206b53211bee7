public import ProfileStore

import Synchronization
import SystemPackage

/// The file system, without a kernel: names and what they stand for, inodes, handles, and what every
/// operation means.
///
/// Operations may block on the store and come from any thread. Each failure is a `TreeError`; the
/// caller answers with its errno and records it in `events`, once. Merges alone are waited for
/// without a thread: see `prepare`.
public final class ProfileTree: Sendable {
  let store: any ProfileStore
  let configuration: TreeConfiguration
  let clock: any TreeClock
  let began: Timestamp
  let processes: any ProcessTable
  let resolver: WindowResolver
  let builder: ViewBuilder

  let inodes = InodeTable()
  let handles = HandleTable()
  /// nil where every look-up gives the newest version.
  let pins: Pins?
  let staged: StagedFiles
  let replaced = ReplacedContents()
  let views: ViewCache
  let computedMemory = ComputedMemory()
  let leftOut: LeftOutCaptures

  /// What happened: the text of `.pgofs/events.log`.
  public let events: EventLog

  /// A tree over a store.
  public init(
    store: any ProfileStore, configuration: TreeConfiguration, clock: any TreeClock = SystemClock(),
    processes: any ProcessTable = SystemProcessTable(), events: EventLog
  ) {
    self.store = store
    self.configuration = configuration
    self.clock = clock
    began = clock.now
    self.processes = processes
    self.events = events
    resolver = WindowResolver(
      store: store, events: events, clock: clock, settle: configuration.settle)
    builder = ViewBuilder(store, configuration, clock, events)
    pins = configuration.pins ? Pins() : nil
    staged = StagedFiles(clock: clock)
    views = ViewCache(capacity: configuration.cacheSize - (builder.parts?.capacity ?? 0))
    leftOut = LeftOutCaptures(events: events)
  }

  /// How much room the store has; nil when it has no bounds of its own.
  public func space() throws(TreeError) -> StoreSpace? {
    try atPath("") { () throws(StoreError) in try store.space() }
  }

  /// Records the failure of an operation, unless it is what tools run into in passing.
  public func record(_ error: TreeError) {
    if !error.isRoutine { events.record(error) }
  }

  /// Waits until what is to be kept in the cache is kept.
  public func finishBackgroundWork() { builder.finish() }

  /// How many merges were started since the mount.
  public var mergesStarted: Int { views.started }

  /// How many inodes the kernel knows.
  public var inodesKnown: Int { inodes.count }

  /// The caller's process and its ancestors; nil when they can't be seen.
  func lineage(of caller: CallingThread) -> [ProcessIdentity]? {
    processes.lineage(ofThread: caller.id, depth: Limits.ancestors)
  }

  /// The caller's process alone, as a lineage: asking for ancestors costs as much again for each.
  func process(of caller: CallingThread) -> [ProcessIdentity]? {
    processes.lineage(ofThread: caller.id, depth: 1)
  }

  /// Ends the pins of a caller that changed captures. It may be in execve(2).
  func endPins(of caller: CallingThread) {
    guard let pins, pins.count > 0 else { return }
    pins.end(for: processes.ids(ofThread: caller.id, depth: Limits.ancestors))
  }

  /// What an inode is; `stale` when there is none of this number.
  func node(_ id: NodeID) throws(TreeError) -> Node {
    guard let record = inodes.record(of: id) else {
      throw TreeError(.stale, "", "inode \(id.rawValue) is gone")
    }
    return record.node
  }

  func directory(_ id: NodeID) throws(TreeError) -> TreeDirectory {
    let node = try node(id)
    guard case .directory(let directory) = node else {
      throw TreeError(.notDirectory, node.path, "not a directory")
    }
    return directory
  }
}

/// Runs a call of the store; its error becomes one of the tree at this path.
func atPath<Result>(
  _ path: @autoclosure () -> String, _ body: () throws(StoreError) -> Result
) throws(TreeError) -> Result {
  do throws(StoreError) {
    return try body()
  } catch {
    throw TreeError(error, at: path())
  }
}

/// Runs a call of the system on a file of the cache; its error becomes one of the tree at this path.
func inCache<Result>(
  _ path: @autoclosure () -> String, _ body: () throws(Errno) -> Result
) throws(TreeError) -> Result {
  do throws(Errno) {
    return try body()
  } catch {
    guard error == .noSpace || error == .diskQuotaExceeded else {
      throw TreeError(
        .failed, path(),
        "the cache directory failed: \(error); see its disk, or choose another with -o cache_dir=")
    }
    throw TreeError(.noSpace, path(), "neither the cache directory nor memory has room")
  }
}
