/// The file system's own number for an open file.
public struct FileHandle: RawRepresentable, Hashable, Sendable {
  /// The number itself.
  public let rawValue: UInt64

  /// The handle of this number.
  public init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// The file system's own number for an open directory.
public struct DirectoryHandle: RawRepresentable, Hashable, Sendable {
  /// The number itself.
  public let rawValue: UInt64

  /// The handle of this number.
  public init(rawValue: UInt64) { self.rawValue = rawValue }
}
