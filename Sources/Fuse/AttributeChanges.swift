import CFuse3
import Glibc

/// What chmod, chown, truncate and utimens ask to change; nil is left as it is.
public struct AttributeChanges: Hashable, Sendable {
  /// What a time is set to.
  public enum Time: Hashable, Sendable {
    /// The file system's clock.
    case now
    /// The caller's time.
    case at(FileTime)
  }

  /// chmod: the permission bits.
  public var permissions: UInt16?

  /// chown: the owner.
  public var uid: UInt32?

  /// chown: the group.
  public var gid: UInt32?

  /// truncate: the size in bytes.
  public var size: UInt64?

  /// utimens: the time of the last access.
  public var accessed: Time?

  /// utimens: the time of the last modification.
  public var modified: Time?

  /// No change.
  public init() {}

  init(_ stat: stat, mask: Int32) {
    func has(_ bit: Int32) -> Bool { mask & bit != 0 }
    if has(FUSE_SET_ATTR_MODE) { permissions = UInt16(stat.st_mode & 0o7777) }
    if has(FUSE_SET_ATTR_UID) { uid = stat.st_uid }
    if has(FUSE_SET_ATTR_GID) { gid = stat.st_gid }
    if has(FUSE_SET_ATTR_SIZE) { size = UInt64(clamping: stat.st_size) }
    if has(FUSE_SET_ATTR_ATIME) { accessed = .at(FileTime(stat.st_atim)) }
    if has(FUSE_SET_ATTR_ATIME_NOW) { accessed = .now }
    if has(FUSE_SET_ATTR_MTIME) { modified = .at(FileTime(stat.st_mtim)) }
    if has(FUSE_SET_ATTR_MTIME_NOW) { modified = .now }
  }
}
