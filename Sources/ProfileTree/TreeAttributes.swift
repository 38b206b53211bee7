public import ProfileStore

/// Names an inode for as long as the kernel knows it; never given twice.
public struct NodeID: Hashable, Sendable, RawRepresentable {
  /// The number; 1 is the root.
  public let rawValue: UInt64

  /// A node of this number.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The mount point's directory.
  public static let root = NodeID(rawValue: 1)
}

/// Names an open file or directory.
public struct HandleID: Hashable, Sendable, RawRepresentable {
  /// The number.
  public let rawValue: UInt64

  /// A handle of this number.
  public init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// The thread that asks; the process that it belongs to decides which version of a view it sees.
public struct CallingThread: Hashable, Sendable {
  /// The thread's id; 0 when it can't be seen from here.
  public let id: Int32

  /// The thread of this id.
  public init(id: Int32) { self.id = id }

  /// A thread that can't be seen.
  public static let unseen = CallingThread(id: 0)
}

/// What stat(2) tells.
public struct TreeAttributes: Hashable, Sendable {
  /// st_ino: the same for the same content under the same name, on every mount.
  public var inode: UInt64

  /// A directory, or a regular file.
  public var isDirectory: Bool

  /// The length in bytes; 0 for a directory.
  public var size: Int

  /// The mtime: a capture's time, a view's newest input, a directory's last change.
  public var modified: Timestamp

  /// The permission bits.
  public var permissions: UInt16
}

/// What a name resolved to, and how long the kernel may believe it.
public struct TreeEntry: Hashable, Sendable {
  /// The inode.
  public var node: NodeID

  /// Its attributes.
  public var attributes: TreeAttributes

  /// How long the attributes hold; zero where the size is still to be computed.
  public var attributesHold: Duration

  /// How long the name holds; zero where every look-up has to ask.
  public var entryHold: Duration
}

/// What a file is opened for.
public struct OpenMode: Hashable, Sendable {
  /// O_WRONLY or O_RDWR.
  public var writes: Bool

  /// O_TRUNC.
  public var truncates: Bool

  /// A mode of these.
  public init(writes: Bool, truncates: Bool) {
    self.writes = writes
    self.truncates = truncates
  }

  /// O_RDONLY.
  public static let read = OpenMode(writes: false, truncates: false)
}

/// An open file, and how the kernel may cache it.
public struct OpenedFile: Hashable, Sendable {
  /// How the kernel's page cache treats the file.
  public enum Caching: Hashable, Sendable {
    /// The inode's bytes never change: what is cached stays.
    case keep
    /// An ordinary file.
    case ordinary
    /// Every read and write comes here.
    case none
  }

  /// The handle.
  public var handle: HandleID

  /// How it may be cached.
  public var caching: Caching

  /// Whether a close has anything to tell: false spares the kernel the FLUSH.
  public var flushes: Bool

  /// A descriptor of a file of the same bytes, where there is one; valid until the handle is closed.
  public var descriptor: Int32?
}
