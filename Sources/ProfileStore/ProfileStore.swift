/// Where profiles are kept: apps, their days with captures, and pinned profiles, as `StoreDirectory`
/// and `StoreFile` name them.
///
/// Every call may block on a disk or a network and may come from any thread. Each change is atomic:
/// another mount of the store, or a crash, sees it done or not done. Anything in the store that is
/// not a regular file or directory with a name of the store's form is neither listed nor touched,
/// but it can be in the way: of a file as `alreadyExists`, of removing a directory as `notEmpty`.
///
/// Besides the errors that each call names, any call fails with `noSpace`, `readOnly`,
/// `accessDenied`, `timedOut` or `unavailable` when that is how the store fails; what it then did is
/// not known. A call never answers with less than there is because a part of the store failed.
public protocol ProfileStore: Sendable {
  /// What tells the store from others, and is the same wherever it is opened: two that share it have
  /// the same bytes where they have the same path and identity. It goes into keys of what was
  /// computed.
  var cacheName: String { get }

  /// Why the store doesn't answer; nil while it does. What is listed meanwhile may be as it was before.
  var outage: StoreOutage? { get }

  /// How much room there is; nil for a store that has no bounds of its own.
  func space() throws(StoreError) -> StoreSpace?

  /// The status of a directory, nil when it isn't there. The root is always there.
  func status(of directory: StoreDirectory) throws(StoreError) -> DirectoryStatus?

  /// The status of a file, nil when it isn't there.
  func status(of file: StoreFile) throws(StoreError) -> FileStatus?

  /// The names of the apps directly below the root (`app` is nil) or an app, sorted by their bytes.
  /// `notFound` when the app isn't there.
  func apps(below app: AppPath?) throws(StoreError) -> [String]

  /// The days of an app, sorted, also those without captures. `notFound` when the app isn't there.
  func days(of app: AppPath) throws(StoreError) -> [Day]

  /// The captures of one app, not of those below it, whose time is in the window, sorted by time and
  /// name. `notFound` when the app isn't there.
  func captures(
    of app: AppPath, in window: Range<Timestamp>
  ) throws(StoreError) -> [StoredCapture]

  /// How many captures `captures` would name, for less where only names need to be counted.
  func captureCount(
    of app: AppPath, in window: Range<Timestamp>
  ) throws(StoreError) -> Int

  /// The pinned profiles of an app, sorted by name; nil when the app has no `pinned`, or isn't there.
  func pinned(of app: AppPath) throws(StoreError) -> [StoredPinned]?

  /// Keeps the bytes under the name, durably: once it returns they survive a crash. Makes a capture's
  /// day where it is missing; `notFound` when the app, or an app's `pinned`, isn't there.
  /// `alreadyExists`, `changed` or `notFound` when what is there isn't what was expected.
  func save(
    _ bytes: [UInt8], as file: StoreFile, expecting: Expectation
  ) throws(StoreError) -> FileStatus

  /// Opens a content that a listing or status named. `notFound` when the name is gone, `changed` when
  /// it has another content by now. What was opened can be read to its end, whatever happens to the
  /// name.
  func load(
    _ file: StoreFile, identity: Identity
  ) throws(StoreError) -> any StoredContent

  /// Whether a file is there and has these bytes.
  func holds(_ bytes: [UInt8], as file: StoreFile) throws(StoreError) -> Bool

  /// Begins to fetch contents that are about to be loaded in this order, as far as that makes loading
  /// them quicker, until what it returns is let go of. Nil where it doesn't.
  func prefetch(_ contents: [(file: StoreFile, status: FileStatus)]) -> (any Sendable)?

  /// Whether loading waits for a network, so that contents are worth keeping on this host.
  var isDistant: Bool { get }

  /// What hosts compute for each other; nil for a store that has one host.
  var sharedParts: (any SharedParts)? { get }

  /// Gives a file another name, durably, and returns its new status, with a new identity. `notFound`
  /// when it isn't there; directories and expectation of the target as for `save`. Onto its own name
  /// it changes nothing.
  func move(
    _ file: StoreFile, to target: StoreFile, expecting: Expectation
  ) throws(StoreError) -> FileStatus

  /// Deletes a file, durably. `notFound` when it isn't there.
  func delete(_ file: StoreFile) throws(StoreError)

  /// Deletes the captures of one app, not of those below it, whose time is in the window, and returns
  /// how many it deleted; their days stay. `notFound` when the app isn't there. Each deletion is
  /// atomic, all of them together are not.
  func deleteCaptures(of app: AppPath, in window: Range<Timestamp>) throws(StoreError) -> Int

  /// Deletes captures of one app that a listing named, and returns those that it deleted: one that is
  /// gone, or has another content by now, is left alone. Their days stay. `notFound` when the app
  /// isn't there. Each deletion is atomic, all of them together are not.
  func delete(_ captures: [StoredCapture], of app: AppPath) throws(StoreError) -> [StoredCapture]

  /// Makes a directory. `alreadyExists` when it is there, `notFound` when its parent isn't.
  func make(_ directory: StoreDirectory) throws(StoreError)

  /// Removes an empty directory. `notFound`, or `notEmpty` when anything is in it. The root can't be
  /// removed: `unsupported`.
  func remove(_ directory: StoreDirectory) throws(StoreError)

  /// Whether it can give an app another path.
  var movesApps: Bool { get }

  /// Gives an app, with all below it, another path, durably. `notEmpty` when the target is there and
  /// not empty; `notFound` when the app or the target's parent isn't there. `unsupported` where a
  /// store can't do so atomically, when the target lies below the app itself, and when an app below
  /// it would get deeper than `AppPath.maxDepth`.
  func move(_ app: AppPath, to target: AppPath) throws(StoreError)
}

extension ProfileStore {
  /// Never: for stores that fail call by call.
  public var outage: StoreOutage? { nil }

  /// Loading is as quick as reading a file.
  public var isDistant: Bool { false }

  /// Nothing.
  public var sharedParts: (any SharedParts)? { nil }

  /// It can: what is kept in a tree has one name to change.
  public var movesApps: Bool { true }

  /// Fetches nothing: for stores where loading is quick.
  public func prefetch(_ contents: [(file: StoreFile, status: FileStatus)]) -> (any Sendable)? {
    nil
  }

  /// Whether a file is there and has these bytes, by reading it.
  public func holds(_ bytes: [UInt8], as file: StoreFile) throws(StoreError) -> Bool {
    guard let status = try status(of: file), status.size == bytes.count else { return false }
    do throws(StoreError) {
      return try load(file, identity: status.identity).bytes() == bytes
    } catch {
      // What was there went meanwhile.
      guard error.code == .notFound || error.code == .changed else { throw error }
      return false
    }
  }

  /// How many captures an app has in a window, by listing them.
  public func captureCount(
    of app: AppPath, in window: Range<Timestamp>
  ) throws(StoreError) -> Int {
    try captures(of: app, in: window).count
  }
}

/// What a writer expects to find under a name.
public enum Expectation: Hashable, Sendable {
  /// Nothing: `alreadyExists` otherwise.
  case absent
  /// This content: `changed` or `notFound` otherwise.
  case identity(Identity)
  /// Whatever is there is replaced.
  case anything
}
