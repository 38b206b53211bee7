import CFuse3
import Glibc

/// A point in time as file systems keep it: since 1970, UTC.
public struct FileTime: Hashable, Sendable {
  /// Whole seconds.
  public var seconds: Int64

  /// Nanoseconds of the second, below 1,000,000,000.
  public var nanoseconds: UInt32

  /// This many seconds and nanoseconds after the beginning of 1970.
  public init(seconds: Int64, nanoseconds: UInt32 = 0) {
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  init(_ time: timespec) {
    self.init(seconds: Int64(time.tv_sec), nanoseconds: UInt32(clamping: time.tv_nsec))
  }

  var timespec: timespec {
    Glibc.timespec(tv_sec: Int(clamping: seconds), tv_nsec: Int(nanoseconds))
  }
}

/// What an inode is.
public enum FileKind: Hashable, Sendable {
  /// A regular file.
  case regular
  /// A directory.
  case directory

  var mode: mode_t {
    switch self {
    case .regular: S_IFREG
    case .directory: S_IFDIR
    }
  }
}

/// What stat(2) tells of an inode.
public struct Attributes: Hashable, Sendable {
  /// The number that stat(2) shows.
  public var inode: InodeNumber

  /// File or directory. It must stay what it is as long as the kernel knows the inode.
  public var kind: FileKind

  /// The permission bits, 0o7777 at most.
  public var permissions: UInt16

  /// Bytes of content.
  public var size: UInt64

  /// Blocks of 512 bytes that it takes: what `du` adds up.
  public var blocks: UInt64

  /// Its owner.
  public var uid: UInt32

  /// Its group.
  public var gid: UInt32

  /// Names that lead to it.
  public var linkCount: UInt32

  /// When its content was last changed; also shown as the time of its last access.
  public var modified: FileTime

  /// When anything of it was last changed.
  public var changed: FileTime

  /// Attributes of an inode. Blocks follow from the size, and the time of the last change from the
  /// time of modification, unless given.
  public init(
    inode: InodeNumber, kind: FileKind, permissions: UInt16, size: UInt64 = 0,
    blocks: UInt64? = nil, uid: UInt32, gid: UInt32, linkCount: UInt32 = 1, modified: FileTime,
    changed: FileTime? = nil
  ) {
    self.inode = inode
    self.kind = kind
    self.permissions = permissions
    self.size = size
    self.blocks = blocks ?? size / 512 + (size % 512 == 0 ? 0 : 1)
    self.uid = uid
    self.gid = gid
    self.linkCount = linkCount
    self.modified = modified
    self.changed = changed ?? modified
  }

  var stat: stat {
    var stat = Glibc.stat()
    stat.st_ino = ino_t(inode.rawValue)
    stat.st_mode = kind.mode | mode_t(permissions & 0o7777)
    stat.st_nlink = nlink_t(linkCount)
    stat.st_uid = uid
    stat.st_gid = gid
    stat.st_size = off_t(clamping: size)
    stat.st_blocks = blkcnt_t(clamping: blocks)
    stat.st_blksize = 4096
    stat.st_atim = modified.timespec
    stat.st_mtim = modified.timespec
    stat.st_ctim = changed.timespec
    return stat
  }
}
