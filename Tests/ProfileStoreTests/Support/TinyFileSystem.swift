import Glibc

/// A file system of a few pages in memory, mounted as long as the object is. Mounting takes root.
final class TinyFileSystem: Sendable {
  let path: String
  private let directory: TemporaryDirectory

  /// Mounts it on a name of a directory.
  init(bytes: Int, on name: String = "mount", in directory: TemporaryDirectory = .init()) throws {
    self.directory = directory
    path = directory[name]
    try directory.makeDirectory(name)
    guard mount("tmpfs", path, "tmpfs", 0, "size=\(bytes)") == 0 else { throw POSIXFailure() }
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }

  /// Lets nobody write any more.
  func makeReadOnly() throws {
    let flags = UInt(MS_REMOUNT | MS_RDONLY)
    guard mount("tmpfs", path, "tmpfs", flags, nil) == 0 else { throw POSIXFailure() }
  }
}
