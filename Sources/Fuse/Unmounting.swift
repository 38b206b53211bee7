import Glibc

/// Ending a mount from outside of its session.
public enum Unmounting {
  /// Unmounts what this type of file system has mounted there; its daemon then ends by itself.
  ///
  /// `lazily`, the mount leaves the tree at once, and ends when nobody uses it any more.
  /// - Throws: `notMounted`, `otherFileSystem`, `busy`, `notPermitted`.
  public static func unmount(
    _ path: String, subtype: String, lazily: Bool = false
  ) throws(SessionError) {
    let point = try MountPoint(path)
    guard let mount = try MountTable.current().mount(at: point.path) else {
      throw SessionError(.notMounted, "\(point.path): nothing is mounted there")
    }
    guard mount.type == "fuse.\(subtype)" else {
      throw SessionError(
        .otherFileSystem,
        "\(point.path): what is mounted there is \(mount.type), not \(subtype): use umount")
    }
    try unmount(point.path, lazily: lazily)
  }

  /// Takes a mount out of the tree, whoever uses it.
  static func detach(_ path: String) throws(SessionError) { try unmount(path, lazily: true) }

  private static func unmount(_ path: String, lazily: Bool) throws(SessionError) {
    if umount2(path, lazily ? Int32(MNT_DETACH) : 0) == 0 { return }
    let code = errno
    guard code == EPERM else { throw error(path, code, errorText(code)) }
    guard let helper = HelperProgram.unmount else {
      throw SessionError(
        .unavailable, "\(path): only root unmounts without fusermount3 (package fuse3)")
    }
    guard let said = helper.run(lazily ? ["-u", "-z", "--", path] : ["-u", "--", path]) else {
      return
    }
    throw error(path, said.contains("busy") ? EBUSY : EPERM, said)
  }

  private static func error(_ path: String, _ code: Int32, _ said: String) -> SessionError {
    switch code {
    case EBUSY:
      SessionError(
        .busy, "\(path): in use: `fuser -vm \(path)` shows by whom; or unmount it lazily")
    case EINVAL: SessionError(.notMounted, "\(path): nothing is mounted there")
    case EPERM: SessionError(.notPermitted, "\(path): can't be unmounted: \(said)")
    default: SessionError(.failed, "\(path): can't be unmounted: \(said)")
    }
  }
}
