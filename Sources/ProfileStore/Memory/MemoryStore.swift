import Synchronization

/// A store in memory, for tests and examples: what every store does, and nothing stays.
public final class MemoryStore: ProfileStore {
  /// Another in every store: what is in memory is nowhere else.
  public let cacheName = "memory \(UInt64.random(in: .min ... .max))"

  /// Whether it passes for a store that is far away.
  public let isDistant: Bool

  /// What those who share the store compute for each other.
  public let sharedParts: (any SharedParts)?

  private let state = Mutex(MemoryTree())

  /// An empty store.
  public init(isDistant: Bool = false, sharedParts: (any SharedParts)? = nil) {
    (self.isDistant, self.sharedParts) = (isDistant, sharedParts)
  }

  /// Memory has no bounds that anybody could tell.
  public func space() -> StoreSpace? { nil }

  /// The status of a directory, nil when it isn't there.
  public func status(of directory: StoreDirectory) throws(StoreError) -> DirectoryStatus? {
    state.withLock { $0.directories[directory]?.status }
  }

  /// The status of a file, nil when it isn't there.
  public func status(of file: StoreFile) throws(StoreError) -> FileStatus? {
    state.withLock { $0.directories[file.directory]?.files[file]?.status }
  }

  /// The names of the apps directly below the root or an app.
  public func apps(below app: AppPath?) throws(StoreError) -> [String] {
    try children(of: app.map(StoreDirectory.app) ?? .root) { directory in
      if case .app(let app) = directory { app.name } else { nil }
    }
  }

  /// The days of an app.
  public func days(of app: AppPath) throws(StoreError) -> [Day] {
    try children(of: .app(app)) { directory in
      if case .day(_, let day) = directory { day } else { nil }
    }
  }

  /// The captures of an app in a window.
  public func captures(
    of app: AppPath, in window: Range<Timestamp>
  ) throws(StoreError) -> [StoredCapture] {
    try state.withLock { tree throws(StoreError) in try tree.captures(of: app, in: window) }
  }

  /// The pinned profiles of an app, nil when it has no `pinned`.
  public func pinned(of app: AppPath) throws(StoreError) -> [StoredPinned]? {
    state.withLock { tree in
      tree.directories[.pinned(app)]?.files.compactMap { file, stored -> StoredPinned? in
        guard case .pinned(_, let name) = file else { return nil }
        return StoredPinned(name: name, status: stored.status)
      }.sorted { $0.name < $1.name }
    }
  }

  /// Keeps the bytes under the name.
  public func save(
    _ bytes: [UInt8], as file: StoreFile, expecting: Expectation
  ) throws(StoreError) -> FileStatus {
    try state.withLock { tree throws(StoreError) in
      try tree.requireDirectory(for: file)
      try expecting.check(tree.identity(of: file), of: file)
      return tree.put(MemoryFile(bytes: bytes, status: tree.newStatus(size: bytes.count)), as: file)
    }
  }

  /// Opens a content that a listing or status named.
  public func load(
    _ file: StoreFile, identity: Identity
  ) throws(StoreError) -> any StoredContent {
    try state.withLock { tree throws(StoreError) in
      guard let stored = tree.directories[file.directory]?.files[file] else {
        throw .notFound(file)
      }
      guard stored.status.identity == identity else { throw .changed(file) }
      return LoadedContent(stored.bytes)
    }
  }

  /// Gives a file another name.
  public func move(
    _ file: StoreFile, to target: StoreFile, expecting: Expectation
  ) throws(StoreError) -> FileStatus {
    try state.withLock { tree throws(StoreError) in
      guard let stored = tree.directories[file.directory]?.files[file] else {
        throw .notFound(file)
      }
      try tree.requireDirectory(for: target)
      try expecting.check(tree.identity(of: target), of: target)
      if file == target { return stored.status }
      tree.take(file)
      var status = tree.newStatus(size: stored.bytes.count)
      if file.captureTime == nil, target.captureTime == nil {
        // Among pinned files a move is no arrival.
        status = FileStatus(
          size: status.size, identity: status.identity, modified: stored.status.modified)
      }
      return tree.put(MemoryFile(bytes: stored.bytes, status: status), as: target)
    }
  }

  /// Deletes a file.
  public func delete(_ file: StoreFile) throws(StoreError) {
    try state.withLock { tree throws(StoreError) in
      guard tree.identity(of: file) != nil else { throw .notFound(file) }
      tree.take(file)
    }
  }

  /// Deletes the captures of an app in a window.
  public func deleteCaptures(
    of app: AppPath, in window: Range<Timestamp>
  ) throws(StoreError) -> Int {
    try state.withLock { tree throws(StoreError) in
      let captures = try tree.captures(of: app, in: window)
      for capture in captures { tree.take(.capture(app, capture.name)) }
      return captures.count
    }
  }

  /// Deletes captures that are still what a listing named.
  public func delete(
    _ captures: [StoredCapture], of app: AppPath
  ) throws(StoreError) -> [StoredCapture] {
    try state.withLock { tree throws(StoreError) in
      guard tree.directories[.app(app)] != nil else { throw .notFound(.app(app)) }
      let deleted = captures.filter {
        tree.identity(of: .capture(app, $0.name)) == $0.status.identity
      }
      for capture in deleted { tree.take(.capture(app, capture.name)) }
      return deleted
    }
  }

  /// Makes a directory.
  public func make(_ directory: StoreDirectory) throws(StoreError) {
    try state.withLock { tree throws(StoreError) in
      guard tree.directories[directory] == nil else { throw .alreadyExists(directory) }
      if let parent = directory.parent, tree.directories[parent] == nil {
        throw .notFound(parent)
      }
      tree.make(directory)
    }
  }

  /// Removes an empty directory.
  public func remove(_ directory: StoreDirectory) throws(StoreError) {
    try state.withLock { tree throws(StoreError) in
      guard let parent = directory.parent else { throw .rootStays }
      guard let found = tree.directories[directory] else { throw .notFound(directory) }
      if let name = found.anyName { throw .notEmpty(directory, name) }
      tree.directories[directory] = nil
      tree.change(parent) { $0.children.remove(directory) }
    }
  }

  /// Gives an app, with all below it, another path.
  public func move(_ app: AppPath, to target: AppPath) throws(StoreError) {
    try state.withLock { tree throws(StoreError) in try tree.move(app, to: target) }
  }

  private func children<Child: Comparable & Sendable>(
    of directory: StoreDirectory, _ child: (StoreDirectory) -> Child?
  ) throws(StoreError) -> [Child] {
    try state.withLock { tree throws(StoreError) in
      guard let found = tree.directories[directory] else { throw .notFound(directory) }
      return found.children.compactMap(child).sorted()
    }
  }
}
