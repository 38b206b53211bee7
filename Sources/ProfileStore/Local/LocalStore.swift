import Glibc
import SystemCalls
import SystemPackage

/// A store in a local directory: the tree of a mount as plain files, `<app>/<day>/<capture>` and
/// `<app>/pinned/<name>`, each capture's mtime its time. Backup, rsync and grep work on it, and what
/// they change shows within a second.
///
/// Files are 0644 and directories 0755, less the process's umask. Every path is walked from the root
/// by descriptors, and symbolic links in the store are never followed. Any number of stores, in any
/// number of processes, may be open on one directory. The names `.pgofs-` with 16 hex digits in an
/// app are files that are being written or replaced, or that a crash left. Once they are an hour old
/// they go when a directory of the app is removed, as retention does.
public final class LocalStore: ProfileStore {
  /// The path that the store was opened with.
  public let path: String

  let root: OpenDirectory
  let appListings = ListingCache<AppEntries>(capacity: Limits.cachedEntries)
  let captureListings = ListingCache<[StoredCapture]>(capacity: Limits.cachedEntries)
  let captureCounts = ListingCache<Int>(capacity: Limits.cachedEntries)
  let pinnedListings = ListingCache<[StoredPinned]>(capacity: Limits.cachedEntries)
  let stagesUnnamed: Bool
  private let walksInOneStep: Bool
  let durable = DurableDirectories()

  /// Opens the store in a directory. `notFound` when it isn't there, unless it is to be made; its
  /// parent is never made.
  public convenience init(path: String, createIfMissing: Bool = false) throws(StoreError) {
    try self.init(
      path: path, createIfMissing: createIfMissing, stagesUnnamed: true)
  }

  /// `stagesUnnamed` false writes as on a file system without O_TMPFILE, `walksInOneStep` false opens
  /// as on a kernel without openat2(2).
  init(
    path: String, createIfMissing: Bool, stagesUnnamed: Bool, walksInOneStep: Bool = true
  ) throws(StoreError) {
    self.path = path
    self.stagesUnnamed = stagesUnnamed
    self.walksInOneStep = walksInOneStep
    do throws(Errno) {
      if createIfMissing { try LocalStore.makeRoot(path) }
      root = try OpenDirectory(root: path)
    } catch {
      let reason = StoreError(error, path: "")
      throw StoreError(
        reason.code, path: "", message: "can't open the store \(path): \(reason.message)")
    }
  }

  /// The directory, by its path and by what is there.
  public var cacheName: String {
    let version = (try? root.status())?.version
    return "local \(version?.device ?? 0) \(version?.inode ?? 0) \(path)"
  }

  // MARK: Status

  /// The room on the file system that the store is on.
  public func space() throws(StoreError) -> StoreSpace? {
    var status = statvfs()
    guard fstatvfs(root.number, &status) == 0 else {
      throw StoreError(Errno(rawValue: errno), path: "")
    }
    func bytes(_ blocks: UInt) -> UInt64 { UInt64(status.f_frsize) &* UInt64(blocks) }
    return StoreSpace(
      total: bytes(status.f_blocks), free: bytes(status.f_bfree),
      available: bytes(status.f_bavail))
  }

  /// The status of a directory, nil when it isn't there.
  public func status(of directory: StoreDirectory) throws(StoreError) -> DirectoryStatus? {
    guard let parent = directory.parent else {
      return try open(.root)?.status().directoryStatus
    }
    guard let status = try open(parent)?.status(of: directory.name), status.isDirectory else {
      return nil
    }
    return status.directoryStatus
  }

  /// The status of a file as it is now, nil when it isn't there.
  public func status(of file: StoreFile) throws(StoreError) -> FileStatus? {
    guard let status = try open(file.directory)?.status(of: file.fileName), status.isFile else {
      return nil
    }
    return status.fileStatus(in: file.directory)
  }

  // MARK: Content

  /// Opens a file if its identity is still this one. It keeps a descriptor until it is released.
  public func load(
    _ file: StoreFile, identity: Identity
  ) throws(StoreError) -> any StoredContent {
    guard let descriptor = try open(file.directory)?.file(named: file.fileName) else {
      forgetListing(of: file)
      throw StoreError.notFound(file)
    }
    let status: EntryStatus
    do throws(Errno) {
      status = try descriptor.number.status(of: "")
    } catch {
      throw StoreError(error, path: "\(file)")
    }
    guard status.isFile, status.identity == identity else {
      forgetListing(of: file)
      throw status.isFile ? StoreError.changed(file) : StoreError.notFound(file)
    }
    return LocalContent(descriptor, size: status.size, path: "\(file)")
  }

  // A listing that names what isn't there is out of date, however young: chmod changes an identity
  // and not the directory.
  private func forgetListing(of file: StoreFile) {
    captureListings.forget(file.directory)
    pinnedListings.forget(file.directory)
  }

  // MARK: Walking

  private static func makeRoot(_ path: String) throws(Errno) {
    do throws(Errno) {
      try systemCall { mkdir(path, 0o755) }
    } catch {
      if error == .fileExists { return }
      throw error
    }
    let parent = try OpenDirectory(root: path + "/..")
    try systemCall { fsync(parent.number) }
  }

  /// Opens a directory; nil when it isn't there. That the store's own directory is gone is a failure,
  /// not an empty store.
  func open(_ directory: StoreDirectory) throws(StoreError) -> OpenDirectory? {
    if directory != .root,
      let open = try root.directory(at: directory.components, inOneStep: walksInOneStep)
    {
      return open
    }
    guard try !root.status().isRemoved else {
      throw StoreError(
        .unavailable, path: "", message: "the store's directory \(path) was removed")
    }
    return directory == .root ? try root.reopened() : nil
  }

  /// Opens a directory; `notFound` when it isn't there.
  func openExisting(_ directory: StoreDirectory) throws(StoreError) -> OpenDirectory {
    guard let open = try open(directory) else {
      throw StoreError.notFound(directory)
    }
    return open
  }
}
