import Glibc
import Synchronization

/// A store that fails when it is told to, around another one: for tests of what depends on a store.
/// It also counts calls, so that a test can say what was asked how often.
public final class FaultyStore: ProfileStore {
  /// Decides what happens to a call; nil lets it pass. It runs on the thread of the call and outside
  /// of any lock, so a test may also block in it to hold a call at a point.
  public typealias Script = @Sendable (StoreOperation) -> StoreFault?

  private struct State {
    var script: Script?
    var calls: [StoreOperation: Int] = [:]
  }

  private let store: any ProfileStore
  private let state = Mutex(State())

  /// A store that behaves as the other one does, until a fault is set.
  public init(wrapping store: any ProfileStore) { self.store = store }

  /// From now on the script is asked about every call; nil ends all faults.
  public func setFault(_ script: Script?) { state.withLock { $0.script = script } }

  /// How often a call of this kind was made, on whatever path, also those that failed.
  public func calls(_ kind: StoreOperation.Kind) -> Int {
    state.withLock { state in
      state.calls.reduce(0) { $0 + ($1.key.kind == kind ? $1.value : 0) }
    }
  }

  /// How often this call was made, also when it failed.
  public func calls(_ operation: StoreOperation) -> Int {
    state.withLock { $0.calls[operation] ?? 0 }
  }

  /// Counts from zero again.
  public func resetCalls() { state.withLock { $0.calls = [:] } }

  // MARK: ProfileStore

  /// The wrapped store's.
  public var cacheName: String { store.cacheName }

  /// The wrapped store's.
  public var outage: StoreOutage? { store.outage }

  /// The wrapped store's.
  public var isDistant: Bool { store.isDistant }

  /// The wrapped store's, always without a fault.
  public var sharedParts: (any SharedParts)? { store.sharedParts }

  /// Whether the wrapped store can.
  public var movesApps: Bool { store.movesApps }

  /// The wrapped store's room, always without a fault.
  public func space() throws(StoreError) -> StoreSpace? { try store.space() }

  /// The status of a directory, nil when it isn't there.
  public func status(of directory: StoreDirectory) throws(StoreError) -> DirectoryStatus? {
    try perform(.directoryStatus, directory) { () throws(StoreError) in
      try store.status(of: directory)
    }
  }

  /// The status of a file, nil when it isn't there.
  public func status(of file: StoreFile) throws(StoreError) -> FileStatus? {
    try perform(.fileStatus, file) { () throws(StoreError) in try store.status(of: file) }
  }

  /// The names of the apps directly below the root or an app.
  public func apps(below app: AppPath?) throws(StoreError) -> [String] {
    try perform(.apps, app.map(StoreDirectory.app) ?? .root) { () throws(StoreError) in
      try store.apps(below: app)
    }
  }

  /// The days of an app.
  public func days(of app: AppPath) throws(StoreError) -> [Day] {
    try perform(.days, app) { () throws(StoreError) in try store.days(of: app) }
  }

  /// The captures of an app in a window.
  public func captures(
    of app: AppPath, in window: Range<Timestamp>
  ) throws(StoreError) -> [StoredCapture] {
    try perform(.captures, app) { () throws(StoreError) in
      try store.captures(of: app, in: window)
    }
  }

  /// The pinned profiles of an app, nil when it has no `pinned`.
  public func pinned(of app: AppPath) throws(StoreError) -> [StoredPinned]? {
    try perform(.pinned, app) { () throws(StoreError) in try store.pinned(of: app) }
  }

  /// Keeps the bytes under the name.
  public func save(
    _ bytes: [UInt8], as file: StoreFile, expecting: Expectation
  ) throws(StoreError) -> FileStatus {
    try perform(.save, file) { () throws(StoreError) in
      try store.save(bytes, as: file, expecting: expecting)
    }
  }

  /// Opens a content that a listing or status named.
  public func load(
    _ file: StoreFile, identity: Identity
  ) throws(StoreError) -> any StoredContent {
    let content = try perform(.load, file) { () throws(StoreError) in
      try store.load(file, identity: identity)
    }
    return FaultyContent(store: self, file: file, content: content)
  }

  /// Gives a file another name.
  public func move(
    _ file: StoreFile, to target: StoreFile, expecting: Expectation
  ) throws(StoreError) -> FileStatus {
    try perform(.move, file) { () throws(StoreError) in
      try store.move(file, to: target, expecting: expecting)
    }
  }

  /// Deletes a file.
  public func delete(_ file: StoreFile) throws(StoreError) {
    try perform(.delete, file) { () throws(StoreError) in try store.delete(file) }
  }

  /// Deletes the captures of an app in a window.
  public func deleteCaptures(
    of app: AppPath, in window: Range<Timestamp>
  ) throws(StoreError) -> Int {
    try perform(.deleteCaptures, app) { () throws(StoreError) in
      try store.deleteCaptures(of: app, in: window)
    }
  }

  /// Deletes captures that are still what a listing named.
  public func delete(
    _ captures: [StoredCapture], of app: AppPath
  ) throws(StoreError) -> [StoredCapture] {
    try perform(.deleteListed, app) { () throws(StoreError) in
      try store.delete(captures, of: app)
    }
  }

  /// Makes a directory.
  public func make(_ directory: StoreDirectory) throws(StoreError) {
    try perform(.make, directory) { () throws(StoreError) in try store.make(directory) }
  }

  /// Removes an empty directory.
  public func remove(_ directory: StoreDirectory) throws(StoreError) {
    try perform(.remove, directory) { () throws(StoreError) in try store.remove(directory) }
  }

  /// Gives an app, with all below it, another path.
  public func move(_ app: AppPath, to target: AppPath) throws(StoreError) {
    try perform(.moveApp, app) { () throws(StoreError) in try store.move(app, to: target) }
  }

  // MARK: Faults

  fileprivate func perform<Answer>(
    _ kind: StoreOperation.Kind, _ path: some CustomStringConvertible,
    _ call: () throws(StoreError) -> Answer
  ) throws(StoreError) -> Answer {
    let operation = StoreOperation(kind, path: path.description)
    let script = state.withLock { state in
      state.calls[operation, default: 0] += 1
      return state.script
    }
    switch script?(operation) {
    case nil: return try call()
    case .fail(let error): throw error
    case .failAfter(let error):
      _ = try call()
      throw error
    case .delay(let duration):
      FaultyStore.block(for: duration)
      return try call()
    }
  }

  private static func block(for duration: Duration) {
    let deadline = ContinuousClock.now + duration
    while case let rest = deadline - ContinuousClock.now, rest > .zero {
      usleep(useconds_t(min(max(rest / .microseconds(1), 1), 100_000)))
    }
  }
}

/// A content whose reads are calls too.
private struct FaultyContent: StoredContent {
  let store: FaultyStore
  let file: StoreFile
  let content: any StoredContent

  var size: Int { content.size }

  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(StoreError) -> Int {
    try store.perform(.read, file) { () throws(StoreError) in
      try content.read(into: buffer, at: offset)
    }
  }
}
