/// The number under which the kernel knows a file or directory of this mount, from the look-up that
/// told it until it is forgotten.
public struct InodeNumber: RawRepresentable, Hashable, Sendable {
  /// The number itself; 0 is none.
  public let rawValue: UInt64

  /// The inode of this number.
  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// The mount's top directory, known from the start and never forgotten.
  public static let root = InodeNumber(rawValue: 1)

  /// No inode: a name that isn't there, or one that isn't looked up yet.
  public static let none = InodeNumber(rawValue: 0)
}

/// Some look-ups of one inode that the kernel gives back.
public struct ForgottenLookups: Hashable, Sendable {
  /// The inode.
  public let inode: InodeNumber

  /// How many look-ups of it the kernel forgets: at zero in total, the number is free.
  public let count: UInt64

  /// This many look-ups of an inode.
  public init(_ inode: InodeNumber, count: UInt64) {
    self.inode = inode
    self.count = count
  }
}
