import Glibc

extension LocalStore {
  /// Keeps the bytes under the name. They are written and synchronized before the file gets its name,
  /// and the directory after it.
  public func save(
    _ bytes: [UInt8], as file: StoreFile, expecting: Expectation
  ) throws(StoreError) -> FileStatus {
    if case .pinned = file { _ = try openExisting(file.directory) }
    // Beside the file's directory, which may still have to be made and may be removed any time.
    let staged = try StagedFile(
      in: openExisting(.app(file.app)), unnamed: stagesUnnamed, for: "\(file)")
    try staged.write(bytes, modified: file.captureTime)
    // link(2) itself finds out whether the name is taken: most captures wait for no one.
    let locks = expecting != .absent || !staged.isUnnamed
    return try write(
      file, expecting: expecting,
      lock: { directory throws(StoreError) in if locks { try directory.lock() } },
      unlock: { directory in if locks { directory.unlock() } },
      change: { directory, present throws(StoreError) in
        try staged.publish(in: directory, as: file.fileName, replacing: present != nil)
        return try staged.status()
      })
  }

  /// Gives a file another name by rename(2). `unsupported` when the two names are on different file
  /// systems.
  public func move(
    _ file: StoreFile, to target: StoreFile, expecting: Expectation
  ) throws(StoreError) -> FileStatus {
    guard let source = try open(file.directory) else { throw .notFound(file) }
    guard try source.status(of: file.fileName)?.isFile == true else { throw .notFound(file) }
    let status = try write(
      target, expecting: expecting,
      lock: { directory throws(StoreError) in try directory.lock(with: source) },
      unlock: { directory in
        directory.unlock()
        source.unlock()
      },
      change: { directory, present throws(StoreError) in
        guard let moved = try source.status(of: file.fileName), moved.isFile else {
          throw .notFound(file)
        }
        if file == target { return moved }
        try rename(file, moved, in: source, to: target, present, in: directory)
        setTimes(of: target, from: file, in: directory)
        return try directory.status(of: target.fileName) ?? moved
      })
    if file.directory != target.directory { try source.synchronize() }
    return status
  }

  /// Deletes a file.
  public func delete(_ file: StoreFile) throws(StoreError) {
    guard let directory = try open(file.directory) else { throw .notFound(file) }
    try directory.lock()
    guard try directory.status(of: file.fileName)?.isFile == true,
      try directory.removeFile(file.fileName)
    else { throw .notFound(file) }
    directory.unlock()
    try directory.synchronize()
  }

  /// Deletes the captures of an app in a window.
  public func deleteCaptures(
    of app: AppPath, in window: Range<Timestamp>
  ) throws(StoreError) -> Int {
    var rest = try captures(of: app, in: window)[...]
    var count = 0
    while let day = rest.first?.name.day {
      let captures = rest.prefix { $0.name.day == day }
      rest = rest.dropFirst(captures.count)
      guard let directory = try open(.day(app, day)) else { continue }
      try directory.lock()
      for capture in captures where try directory.removeFile(capture.name.fileName) { count += 1 }
      directory.unlock()
      try directory.synchronize()
    }
    return count
  }

  /// Deletes captures that are still what a listing named.
  public func delete(
    _ captures: [StoredCapture], of app: AppPath
  ) throws(StoreError) -> [StoredCapture] {
    _ = try openExisting(.app(app))
    var rest = captures[...]
    var deleted: [StoredCapture] = []
    while let day = rest.first?.name.day {
      let captures = rest.prefix { $0.name.day == day }
      rest = rest.dropFirst(captures.count)
      guard let directory = try open(.day(app, day)) else { continue }
      try directory.lock()
      for capture in captures {
        let name = capture.name.fileName
        guard let present = try directory.status(of: name), present.isFile,
          present.identity == capture.status.identity, try directory.removeFile(name)
        else { continue }
        deleted.append(capture)
      }
      directory.unlock()
      try directory.synchronize()
    }
    return deleted
  }

  // MARK: Parts

  /// Gives a name to a file in its directory, which is made where it is missing, and makes that
  /// durable. The change happens under the directory's lock and gets what has the name so far. It is
  /// tried again when someone without the lock was faster: removed the directory, took the name.
  private func write(
    _ file: StoreFile, expecting: Expectation,
    lock: (borrowing OpenDirectory) throws(StoreError) -> Void,
    unlock: (borrowing OpenDirectory) -> Void,
    change: (borrowing OpenDirectory, EntryStatus?) throws(StoreError) -> EntryStatus
  ) throws(StoreError) -> FileStatus {
    var attempt = 1
    while true {
      let app = try openExisting(.app(file.app))
      // Who was overtaken once keeps removals of the day away.
      if attempt > 1 { try app.lock() }
      let destination = try LocalDestination(of: file, below: app)
      var present: EntryStatus?
      do throws(StoreError) {
        try lock(destination.directory)
        present = try destination.directory.status(of: file.fileName)
        try check(present, of: file, against: expecting)
        let status = try change(destination.directory, present)
        unlock(destination.directory)
        try destination.synchronize(durable)
        return status.fileStatus(in: file.directory)
      } catch {
        let wasOvertaken =
          switch error.code {
          case .notFound: try destination.directory.status().isRemoved
          case .alreadyExists: present == nil
          default: false
          }
        unlock(destination.directory)
        if wasOvertaken, attempt < Limits.writeAttempts {
          attempt += 1
          continue
        }
        destination.undo()
        throw error
      }
    }
  }

  /// What isn't a regular file isn't ours to replace.
  private func check(
    _ present: EntryStatus?, of file: StoreFile, against expectation: Expectation
  ) throws(StoreError) {
    if let present, !present.isFile {
      throw StoreError(
        .alreadyExists, path: "\(file)",
        message: "something that isn't a regular file has this name in the store's directory")
    }
    try expectation.check(present?.identity, of: file)
  }

  private func rename(
    _ file: StoreFile, _ moved: EntryStatus, in source: borrowing OpenDirectory,
    to target: StoreFile, _ present: EntryStatus?, in directory: borrowing OpenDirectory
  ) throws(StoreError) {
    guard let present else {
      return try source.renameIfAbsent(file.fileName, to: directory, as: target.fileName)
    }
    if present.isSameEntry(as: moved) {
      // Two hard links to one file: rename(2) would keep both and say that all is well.
      _ = try source.removeFile(file.fileName)
    } else {
      try source.rename(file.fileName, to: directory, as: target.fileName)
    }
  }

  /// A capture's mtime is its time, a pinned file's when it came to be here. Who doesn't own the file
  /// can't set it; the name still says the time.
  private func setTimes(
    of target: StoreFile, from file: StoreFile, in directory: borrowing OpenDirectory
  ) {
    if file.captureTime == target.captureTime { return }
    let modified = target.captureTime.map(SystemTime.timespec) ?? SystemTime.now
    let times = [SystemTime.omit, modified]
    utimensat(directory.number, target.fileName, times, AT_SYMLINK_NOFOLLOW)
  }
}
