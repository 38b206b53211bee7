/// What tells one content of a name from another. Two that are equal have the same bytes; two that
/// differ may have the same too. A store makes it of what it knows without reading: inode, size and
/// ctime, or an object's ETag.
public struct Identity: Hashable, Sendable {
  /// The upper of 128 bits that mean nothing to anyone but the store that made them.
  public let high: UInt64
  /// The lower bits.
  public let low: UInt64

  /// An identity of these bits.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}

/// What a store says of a file without reading it.
public struct FileStatus: Hashable, Sendable {
  /// The length in bytes.
  public let size: Int

  /// Which content it is.
  public let identity: Identity

  /// When the content came to be here: what a pinned file shows as its mtime. (A capture shows the
  /// time in its name.)
  public let modified: Timestamp

  /// A status of these parts.
  public init(size: Int, identity: Identity, modified: Timestamp) {
    self.size = size
    self.identity = identity
    self.modified = modified
  }
}

/// What a store says of a directory without listing it.
public struct DirectoryStatus: Hashable, Sendable {
  /// The last change of the directory's list: when a name in it came or went.
  public let modified: Timestamp

  /// Which directory it is: one that was removed and made anew is another.
  public let identity: Identity

  /// A status of these parts.
  public init(modified: Timestamp, identity: Identity) {
    self.modified = modified
    self.identity = identity
  }
}

/// A capture as a listing names it.
public struct StoredCapture: Hashable, Sendable {
  /// The name in its day.
  public let name: CaptureName

  /// Size and identity.
  public let status: FileStatus

  /// A capture of this name and status.
  public init(name: CaptureName, status: FileStatus) {
    self.name = name
    self.status = status
  }
}

/// A pinned profile as a listing names it.
public struct StoredPinned: Hashable, Sendable {
  /// The name in `pinned`.
  public let name: PinnedName

  /// Size and identity.
  public let status: FileStatus

  /// A pinned profile of this name and status.
  public init(name: PinnedName, status: FileStatus) {
    self.name = name
    self.status = status
  }
}
