import CFuse3
import CLinux
import Glibc

/// A directory to mount on: what can be wrong with it, found before the kernel says EINVAL.
struct MountPoint {
  /// The path as the mount table has it.
  let path: String

  /// Resolves a path without asking what is mounted there, which may be dead.
  init(_ path: String) throws(SessionError) {
    if let resolved = MountPoint.resolve(path) {
      self.path = resolved
      return
    }
    switch errno {
    case ENOTCONN: self.path = try MountPoint.resolveParent(of: path)
    case ENOENT:
      throw SessionError(.noMountPoint, "\(path): there is no such directory to mount on: make it")
    case let code: throw SessionError(.noMountPoint, "\(path): \(errorText(code))")
    }
  }

  /// Makes sure that it is a directory without this file system on it. What a daemon that died left
  /// mounted is unmounted.
  func prepare(subtype: String, log: SessionLog) throws(SessionError) {
    if try MountTable.current().mount(at: path)?.type == "fuse.\(subtype)" {
      guard isDead else {
        throw SessionError(
          .alreadyMounted,
          "\(path): \(subtype) is already mounted there: unmount it first, or mount elsewhere")
      }
      log(.warning, "\(path): unmounting what a \(subtype) that died has left there")
      try Unmounting.detach(path)
    }
    var status = stat()
    if stat(path, &status) != 0 {
      throw SessionError(
        .noMountPoint,
        errno == ENOTCONN
          ? "\(path): the file system that is mounted there is dead: unmount it (umount -l)"
          : "\(path): \(errorText(errno))")
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw SessionError(.noMountPoint, "\(path): not a directory, so nothing can be mounted on it")
    }
  }

  // Not stat: the kernel may still believe the attributes that the daemon told while it lived.
  private var isDead: Bool {
    var status = statvfs()
    // The first who asks after the last thread of a killed daemon ended is told of the abort.
    return statvfs(path, &status) != 0 && (errno == ENOTCONN || errno == ECONNABORTED)
  }

  private static func resolve(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func resolveParent(of path: String) throws(SessionError) -> String {
    var trimmed = path[...]
    while trimmed.count > 1, trimmed.last == "/" { trimmed.removeLast() }
    let name = trimmed.split(separator: "/").last.map(String.init) ?? ""
    let parent = trimmed.contains("/") ? String(trimmed.dropLast(name.count)) : "."
    guard !name.isEmpty, name != ".", name != "..", let resolved = resolve(parent) else {
      throw SessionError(.noMountPoint, "\(path): \(errorText(ENOTCONN)): name it in full")
    }
    return resolved == "/" ? "/\(name)" : "\(resolved)/\(name)"
  }
}

/// What a mount needs beside its mount point.
enum MountPermission {
  static func check(_ options: MountOptions) throws(SessionError) {
    let descriptor = clinux_open("/dev/fuse", O_RDWR | O_CLOEXEC, 0)
    if descriptor < 0 { throw deviceError(errno) }
    close(descriptor)
    guard geteuid() != 0 else { return }
    guard HelperProgram.unmount != nil else {
      throw SessionError(
        .unavailable, "fusermount3 isn't installed: only root mounts without it (package fuse3)")
    }
    if options.allowOther, !othersAllowed() {
      throw SessionError(
        .notPermitted,
        "allow_other needs the line `user_allow_other` in /etc/fuse.conf, which root can write")
    }
  }

  private static func deviceError(_ code: Int32) -> SessionError {
    switch code {
    case ENOENT, ENODEV, ENXIO:
      SessionError(
        .unavailable,
        "/dev/fuse isn't there: load the kernel's module (modprobe fuse); in a container, start it "
          + "with --device /dev/fuse")
    case EACCES, EPERM:
      SessionError(
        .notPermitted,
        "/dev/fuse may not be opened: ordinarily it has mode 0666; in a container, start it with "
          + "--device /dev/fuse --cap-add SYS_ADMIN")
    default: SessionError(.unavailable, "/dev/fuse: \(errorText(code))")
    }
  }

  private static func othersAllowed() -> Bool {
    // One that can't be read is fusermount3's to judge.
    guard let text = SmallFile.read("/etc/fuse.conf", limit: Limits.configuration) else {
      return errno != ENOENT
    }
    return text.split(separator: "\n").contains { line in
      line.split(whereSeparator: \.isWhitespace).first == "user_allow_other"
    }
  }
}
