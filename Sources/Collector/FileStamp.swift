import Glibc

/// What changes when a file does, or another takes its name.
struct FileStamp: Hashable, Sendable {
  private let inode: UInt64
  private let size: Int64
  private let seconds: Int
  private let nanoseconds: Int

  /// The stamp of what a path leads to now.
  init(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      (inode, size, seconds, nanoseconds) = (0, -1, 0, 0)
      return
    }
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    (seconds, nanoseconds) = (status.st_ctim.tv_sec, status.st_ctim.tv_nsec)
  }
}
