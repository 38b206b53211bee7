import SystemPackage

/// What the kernel asks of a file system.
///
/// Operations are called on the session's few threads, several at once: they must not wait for I/O or
/// for each other, but keep the request and answer it later, from any thread. What they are given is
/// theirs; names are valid UTF-8 without `/` (a look-up of any other name fails with EILSEQ before it
/// gets here). An operation that isn't implemented answers as a read-only, empty file system would.
///
/// Permissions are the kernel's part (`default_permissions`): it checks the modes and owners that
/// were told with the attributes, and asks for those that are out of date. Links, symbolic links
/// and special files are EPERM, extended attributes and locks of other hosts aren't offered.
public protocol FileSystemOperations: AnyObject, Sendable {
  /// What a name in a directory stands for. ENOENT, or `Entry.missing`, if there is none.
  func lookup(_ request: consuming Request<Entry>, name: String, in parent: InodeNumber)

  /// The kernel forgets inodes; there is nothing to answer.
  func forget(_ lookups: [ForgottenLookups])

  /// fstat(2), with the handle, or stat(2).
  func getAttributes(
    _ request: consuming Request<Attributes>, of inode: InodeNumber, handle: FileHandle?)

  /// chmod, chown, truncate, utimens; the answer is what the attributes are then.
  func setAttributes(
    _ request: consuming Request<Attributes>, of inode: InodeNumber, handle: FileHandle?,
    to changes: AttributeChanges)

  /// mkdir(2). The permissions have the umask applied.
  func makeDirectory(
    _ request: consuming Request<Entry>, name: String, in parent: InodeNumber, permissions: UInt16)

  /// unlink(2). The inode stays as long as it is open or not forgotten.
  func unlink(_ request: consuming Request<Void>, name: String, in parent: InodeNumber)

  /// rmdir(2). The kernel doesn't check that the directory is empty.
  func removeDirectory(_ request: consuming Request<Void>, name: String, in parent: InodeNumber)

  /// renameat2(2).
  func rename(
    _ request: consuming Request<Void>, name: String, in parent: InodeNumber,
    to newName: String, in newParent: InodeNumber, flags: RenameFlags)

  /// open(2) of a file that there is; O_TRUNC is up to the file system.
  func open(_ request: consuming Request<OpenReply>, inode: InodeNumber, flags: OpenFlags)

  /// open(2) with O_CREAT of a name that there wasn't. It may be there by now: without O_EXCL that
  /// is an open.
  func create(
    _ request: consuming Request<CreatedFile>, name: String, in parent: InodeNumber,
    flags: OpenFlags, permissions: UInt16)

  /// read(2).
  func read(
    _ request: consuming Request<[UInt8]>, inode: InodeNumber, handle: FileHandle, offset: UInt64,
    size: Int)

  /// write(2).
  func write(
    _ request: consuming Request<Int>, inode: InodeNumber, handle: FileHandle, offset: UInt64,
    bytes: [UInt8])

  /// Each close(2) of a descriptor of this handle, whose error close returns. There may be several,
  /// and writes after it.
  func flush(_ request: consuming Request<Void>, inode: InodeNumber, handle: FileHandle)

  /// The handle's end; nobody sees its error.
  func release(_ request: consuming Request<Void>, inode: InodeNumber, handle: FileHandle)

  /// fsync(2) and fdatasync(2).
  func synchronize(_ request: consuming Request<Void>, inode: InodeNumber, handle: FileHandle)

  /// opendir(3).
  func openDirectory(_ request: consuming Request<DirectoryHandle>, inode: InodeNumber)

  /// getdents(2): appends the entries from `offset` on to `listing`, which is empty, until it is full,
  /// and replies with it. Offsets are the file system's: 0 is the beginning, others are what `append`
  /// was given as `next`. They must mean the same as long as the directory is open.
  func readDirectory(
    _ request: consuming Request<DirectoryListing>, inode: InodeNumber, handle: DirectoryHandle,
    offset: UInt64, into listing: DirectoryListing)

  /// The directory handle's end.
  func releaseDirectory(
    _ request: consuming Request<Void>, inode: InodeNumber, handle: DirectoryHandle)

  /// fsync(2) of a directory.
  func synchronizeDirectory(
    _ request: consuming Request<Void>, inode: InodeNumber, handle: DirectoryHandle)

  /// statvfs(3).
  func statistics(_ request: consuming Request<FileSystemStatistics>)

  /// The session ends: no more requests come. Finishes what is under way and answers every request
  /// that is kept; those that still aren't answered a few seconds after this returned are given up.
  func sessionWillEnd()
}

extension FileSystemOperations {
  /// Nothing is there.
  public func lookup(_ request: consuming Request<Entry>, name: String, in parent: InodeNumber) {
    request.fail(.noSuchFileOrDirectory)
  }

  /// Nothing to do.
  public func forget(_ lookups: [ForgottenLookups]) {}

  /// ENOSYS.
  public func getAttributes(
    _ request: consuming Request<Attributes>, of inode: InodeNumber, handle: FileHandle?
  ) {
    request.fail(.noFunction)
  }

  /// EPERM.
  public func setAttributes(
    _ request: consuming Request<Attributes>, of inode: InodeNumber, handle: FileHandle?,
    to changes: AttributeChanges
  ) {
    request.fail(.notPermitted)
  }

  /// EPERM.
  public func makeDirectory(
    _ request: consuming Request<Entry>, name: String, in parent: InodeNumber, permissions: UInt16
  ) {
    request.fail(.notPermitted)
  }

  /// EPERM.
  public func unlink(_ request: consuming Request<Void>, name: String, in parent: InodeNumber) {
    request.fail(.notPermitted)
  }

  /// EPERM.
  public func removeDirectory(
    _ request: consuming Request<Void>, name: String, in parent: InodeNumber
  ) {
    request.fail(.notPermitted)
  }

  /// EPERM.
  public func rename(
    _ request: consuming Request<Void>, name: String, in parent: InodeNumber,
    to newName: String, in newParent: InodeNumber, flags: RenameFlags
  ) {
    request.fail(.notPermitted)
  }

  /// EPERM.
  public func open(
    _ request: consuming Request<OpenReply>, inode: InodeNumber, flags: OpenFlags
  ) {
    request.fail(.notPermitted)
  }

  /// EPERM.
  public func create(
    _ request: consuming Request<CreatedFile>, name: String, in parent: InodeNumber,
    flags: OpenFlags, permissions: UInt16
  ) {
    request.fail(.notPermitted)
  }

  /// EIO: there is nothing to read.
  public func read(
    _ request: consuming Request<[UInt8]>, inode: InodeNumber, handle: FileHandle, offset: UInt64,
    size: Int
  ) {
    request.fail(.ioError)
  }

  /// EIO: nothing can be written.
  public func write(
    _ request: consuming Request<Int>, inode: InodeNumber, handle: FileHandle, offset: UInt64,
    bytes: [UInt8]
  ) {
    request.fail(.ioError)
  }

  /// Done.
  public func flush(_ request: consuming Request<Void>, inode: InodeNumber, handle: FileHandle) {
    request.reply()
  }

  /// Done.
  public func release(_ request: consuming Request<Void>, inode: InodeNumber, handle: FileHandle) {
    request.reply()
  }

  /// Done.
  public func synchronize(
    _ request: consuming Request<Void>, inode: InodeNumber, handle: FileHandle
  ) {
    request.reply()
  }

  /// Handle 0.
  public func openDirectory(_ request: consuming Request<DirectoryHandle>, inode: InodeNumber) {
    request.reply(DirectoryHandle(rawValue: 0))
  }

  /// An empty directory.
  public func readDirectory(
    _ request: consuming Request<DirectoryListing>, inode: InodeNumber, handle: DirectoryHandle,
    offset: UInt64, into listing: DirectoryListing
  ) {
    request.reply(listing)
  }

  /// Done.
  public func releaseDirectory(
    _ request: consuming Request<Void>, inode: InodeNumber, handle: DirectoryHandle
  ) {
    request.reply()
  }

  /// Done.
  public func synchronizeDirectory(
    _ request: consuming Request<Void>, inode: InodeNumber, handle: DirectoryHandle
  ) {
    request.reply()
  }

  /// No figures.
  public func statistics(_ request: consuming Request<FileSystemStatistics>) {
    request.reply(FileSystemStatistics())
  }

  /// Nothing to do.
  public func sessionWillEnd() {}
}
