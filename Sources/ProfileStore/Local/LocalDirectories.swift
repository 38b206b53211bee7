extension LocalStore {
  /// Makes a directory.
  public func make(_ directory: StoreDirectory) throws(StoreError) {
    guard let parent = directory.parent else { throw .alreadyExists(directory) }
    let open = try openExisting(parent)
    guard try open.makeDirectory(directory.name) else { throw .alreadyExists(directory) }
    try open.synchronize()
  }

  /// Removes an empty directory, with the temporary files that a crash left in it.
  public func remove(_ directory: StoreDirectory) throws(StoreError) {
    try remove(
      directory, leftoversBefore: .now.advanced(byMilliseconds: -Limits.leftoverAge))
  }

  /// Temporary files that last changed before the instant are what a crash left.
  func remove(
    _ directory: StoreDirectory, leftoversBefore limit: Timestamp
  ) throws(StoreError) {
    guard let parent = directory.parent else { throw .rootStays }
    guard let open = try open(parent), try open.status(of: directory.name)?.isDirectory == true
    else { throw .notFound(directory) }
    try open.lock()
    do throws(StoreError) {
      try open.removeDirectory(directory.name)
    } catch {
      guard error.code == .notEmpty, let full = try self.open(directory) else { throw error }
      try LocalStore.removeLeftovers(in: full, before: limit)
      if let rest = try full.entries().first {
        throw .notEmpty(directory, LocalStore.describe(rest, in: directory))
      }
      try open.removeDirectory(directory.name)
    }
    open.unlock()
    try open.synchronize()
    try? LocalStore.removeLeftovers(in: open, before: limit)
  }

  /// Gives an app, with all below it, another path by rename(2).
  public func move(_ app: AppPath, to target: AppPath) throws(StoreError) {
    let (from, to) = (StoreDirectory.app(app), StoreDirectory.app(target))
    guard let source = try open(from.parent ?? .root),
      try source.status(of: from.name)?.isDirectory == true
    else { throw .notFound(from) }
    if app == target { return }
    if app.contains(target) { throw .intoItself(app) }
    if target.components.count > app.components.count {
      let levels = try deepestApp(below: app) - app.components.count
      if target.components.count + levels > AppPath.maxDepth { throw .tooDeep(app, target) }
    }
    let destination = try openExisting(to.parent ?? .root)
    if let present = try destination.status(of: to.name), !present.isDirectory {
      throw StoreError(
        .alreadyExists, path: "\(to)",
        message: "something that isn't a directory has this name in the store's directory")
    }
    do throws(StoreError) {
      try source.rename(from.name, to: destination, as: to.name)
    } catch {
      // POSIX lets a file system say either of a directory that isn't empty.
      throw error.code == .alreadyExists ? .notEmpty(to, "something") : error
    }
    try destination.synchronize()
    try source.synchronize()
  }

  /// The depth of the deepest app at or below this one.
  private func deepestApp(below app: AppPath) throws(StoreError) -> Int {
    var deepest = app.components.count
    for name in try apps(below: app) {
      guard let next = app.appending(name) else { continue }
      deepest = max(deepest, try deepestApp(below: next))
    }
    return deepest
  }

  /// Removes the temporary files that a crash left in a directory.
  private static func removeLeftovers(
    in directory: borrowing OpenDirectory, before limit: Timestamp
  ) throws(StoreError) {
    for entry in try directory.entries() {
      guard entry.kind == .file, TemporaryName.matches(entry.name),
        let status = try directory.status(of: entry.name), status.changed < limit
      else { continue }
      _ = try directory.removeFile(entry.name)
    }
  }

  private static func describe(
    _ entry: OpenDirectory.Entry, in directory: StoreDirectory
  ) -> String {
    let isOurs =
      switch (directory, entry.kind) {
      case (.day(_, let day), .file): CaptureName(day: day, fileName: entry.name) != nil
      case (.pinned, .file): PinnedName(entry.name) != nil
      case (.app, .directory):
        AppPath.isComponent(entry.name) || Day(entry.name) != nil || entry.name == "pinned"
      default: false
      }
    if isOurs { return entry.name }
    if TemporaryName.matches(entry.name) {
      return "\(entry.name), which is being written, or was at a crash; it can go an hour later"
    }
    // Whatever the name holds, the message stays one line.
    return "\(String(reflecting: entry.name)), which isn't of this store's form; "
      + "remove it in the store's own directory"
  }
}
