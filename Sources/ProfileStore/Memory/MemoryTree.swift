/// A file of a store in memory.
struct MemoryFile {
  let bytes: [UInt8]
  let status: FileStatus
}

/// A directory of a store in memory.
struct MemoryDirectory {
  var status: DirectoryStatus
  var children: Set<StoreDirectory> = []
  var files: [StoreFile: MemoryFile] = [:]

  /// The name of something in it; nil when it is empty.
  var anyName: String? { children.first?.name ?? files.keys.first?.fileName }
}

/// The directories of a store in memory by their paths; the root is always among them.
struct MemoryTree {
  var directories: [StoreDirectory: MemoryDirectory] = [:]
  private var identities: UInt64 = 0

  init() { directories[.root] = MemoryDirectory(status: newDirectoryStatus()) }

  // MARK: Looking

  func identity(of file: StoreFile) -> Identity? {
    directories[file.directory]?.files[file]?.status.identity
  }

  func captures(
    of app: AppPath, in window: Range<Timestamp>
  ) throws(StoreError) -> [StoredCapture] {
    guard let found = directories[.app(app)] else { throw .notFound(.app(app)) }
    let files = found.children.lazy.compactMap { directories[$0]?.files }.joined()
    let captures = files.compactMap { file, stored -> StoredCapture? in
      guard case .capture(_, let name) = file, window.contains(name.time) else { return nil }
      return StoredCapture(name: name, status: stored.status)
    }
    return captures.sorted { $0.name < $1.name }
  }

  // MARK: Changing

  /// A status for a content that comes here now.
  mutating func newStatus(size: Int) -> FileStatus {
    FileStatus(size: size, identity: newIdentity(), modified: .now)
  }

  /// Checks that a file's directory is there, or can be made.
  func requireDirectory(for file: StoreFile) throws(StoreError) {
    guard directories[.app(file.app)] != nil else { throw .notFound(.app(file.app)) }
    if case .pinned = file, directories[file.directory] == nil { throw .notFound(file.directory) }
  }

  /// Gives a file its name, whose directory is made where it is missing.
  mutating func put(_ stored: MemoryFile, as file: StoreFile) -> FileStatus {
    if directories[file.directory] == nil { make(file.directory) }
    change(file.directory) { $0.files[file] = stored }
    return stored.status
  }

  mutating func take(_ file: StoreFile) {
    change(file.directory) { $0.files[file] = nil }
  }

  mutating func make(_ directory: StoreDirectory) {
    directories[directory] = MemoryDirectory(status: newDirectoryStatus())
    if let parent = directory.parent { change(parent) { $0.children.insert(directory) } }
  }

  /// Changes a directory's list.
  mutating func change(_ directory: StoreDirectory, _ change: (inout MemoryDirectory) -> Void) {
    guard var changed = directories.removeValue(forKey: directory) else { return }
    change(&changed)
    changed.status = DirectoryStatus(modified: .now, identity: changed.status.identity)
    directories[directory] = changed
  }

  mutating func move(_ app: AppPath, to target: AppPath) throws(StoreError) {
    let (from, to) = (StoreDirectory.app(app), StoreDirectory.app(target))
    guard directories[from] != nil else { throw .notFound(from) }
    if app == target { return }
    if app.contains(target) { throw .intoItself(app) }
    guard let parent = to.parent, directories[parent] != nil else {
      throw .notFound(to.parent ?? .root)
    }
    if let name = directories[to]?.anyName { throw .notEmpty(to, name) }
    let inside = directories.filter { path, _ in path.app.map(app.contains) ?? false }
    for path in inside.keys where path.moved(from: app, to: target) == nil {
      throw .tooDeep(app, target)
    }
    for (path, directory) in inside {
      directories[path] = nil
      if let moved = path.moved(from: app, to: target) {
        directories[moved] = directory.moved(from: app, to: target)
      }
    }
    change(from.parent ?? .root) { $0.children.remove(from) }
    change(parent) { $0.children.insert(to) }
  }

  private mutating func newDirectoryStatus() -> DirectoryStatus {
    DirectoryStatus(modified: .now, identity: newIdentity())
  }

  private mutating func newIdentity() -> Identity {
    identities += 1
    return Identity(high: 0, low: identities)
  }
}

// MARK: Paths after a move; nil when one gets too deep.

extension MemoryDirectory {
  fileprivate func moved(from app: AppPath, to target: AppPath) -> MemoryDirectory {
    var moved = self
    moved.children = Set(children.compactMap { $0.moved(from: app, to: target) })
    moved.files = [:]
    for (file, stored) in files {
      guard let newApp = file.app.moved(from: app, to: target) else { continue }
      switch file {
      case .capture(_, let name): moved.files[.capture(newApp, name)] = stored
      case .pinned(_, let name): moved.files[.pinned(newApp, name)] = stored
      }
    }
    return moved
  }
}

extension StoreDirectory {
  fileprivate func moved(from app: AppPath, to target: AppPath) -> StoreDirectory? {
    guard let newApp = self.app?.moved(from: app, to: target) else { return nil }
    return switch self {
    case .root: nil
    case .app: .app(newApp)
    case .day(_, let day): .day(newApp, day)
    case .pinned: .pinned(newApp)
    }
  }
}

extension AppPath {
  fileprivate func moved(from app: AppPath, to target: AppPath) -> AppPath? {
    AppPath(components: target.components + components.dropFirst(app.components.count))
  }
}
