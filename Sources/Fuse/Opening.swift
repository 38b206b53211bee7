import CFuse3
import CLinux
import Glibc

/// How a file is opened: the flags of open(2).
public struct OpenFlags: RawRepresentable, Hashable, Sendable {
  /// The flags as Linux numbers them.
  public let rawValue: Int32

  /// The flags of this number.
  public init(rawValue: Int32) { self.rawValue = rawValue }

  /// O_WRONLY or O_RDWR.
  public var isForWriting: Bool { rawValue & O_ACCMODE != O_RDONLY }

  /// O_TRUNC.
  public var truncates: Bool { rawValue & O_TRUNC != 0 }

  /// O_EXCL, of a create: the name must be new.
  public var isExclusive: Bool { rawValue & O_EXCL != 0 }

  /// O_DIRECT.
  public var isDirect: Bool { rawValue & clinux_O_DIRECT != 0 }

  /// O_APPEND. The kernel finds the offset of each write itself.
  public var appends: Bool { rawValue & O_APPEND != 0 }
}

/// An open file, and how the kernel shall treat it.
public struct OpenReply: Hashable, Sendable {
  /// The file system's number for it: every later request about it carries that.
  public var handle: FileHandle

  /// Pages that the kernel has of the inode stay; without it, or with a backing file, an open drops
  /// them.
  public var keepsCache: Bool

  /// Every read and write goes to the file system, whatever size the file has; shared maps fail.
  public var directIO: Bool

  /// close(2) asks nothing of the file system: right for files that are only read.
  public var skipsFlush: Bool

  /// A descriptor of a file of the same bytes, valid until the handle's release. Where the kernel
  /// can (Linux 6.9) and lets this process (CAP_SYS_ADMIN), it reads that file and asks for nothing:
  /// right for a file that is open for reading and whose bytes never change. Else it is as without.
  public var backing: Int32?

  /// An open file.
  public init(
    _ handle: FileHandle, keepsCache: Bool = false, directIO: Bool = false,
    skipsFlush: Bool = false, backing: Int32? = nil
  ) {
    self.handle = handle
    self.keepsCache = keepsCache
    self.directIO = directIO
    self.skipsFlush = skipsFlush
    self.backing = backing
  }

  var information: fuse_file_info {
    var information = fuse_file_info()
    information.fh = handle.rawValue
    information.keep_cache = keepsCache ? 1 : 0
    information.direct_io = directIO ? 1 : 0
    information.noflush = skipsFlush ? 1 : 0
    return information
  }
}

/// A file that was made and opened in one step.
public struct CreatedFile: Hashable, Sendable {
  /// What its name stands for.
  public var entry: Entry

  /// The open file.
  public var open: OpenReply

  /// A new file, opened.
  public init(_ entry: Entry, _ open: OpenReply) {
    self.entry = entry
    self.open = open
  }
}

/// What renameat2(2) adds to a rename.
public struct RenameFlags: RawRepresentable, Hashable, Sendable {
  /// The flags as Linux numbers them.
  public let rawValue: UInt32

  /// The flags of this number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// RENAME_NOREPLACE: EEXIST if the new name is taken.
  public static let noReplace = RenameFlags(rawValue: 1)

  /// RENAME_EXCHANGE: the two names change places.
  public static let exchange = RenameFlags(rawValue: 2)
}
