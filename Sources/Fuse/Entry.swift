import CFuse3

/// What a name stands for.
public struct Entry: Hashable, Sendable {
  /// The inode. Every reply with one counts as a look-up, until the kernel forgets it; so does every
  /// entry of a directory listing but `.` and `..`. `none` counts as nothing.
  public var node: InodeNumber

  /// Its attributes.
  public var attributes: Attributes

  /// How long the kernel may believe the attributes.
  public var attributesValid: Duration

  /// How long the kernel may believe that the name stands for this inode.
  public var entryValid: Duration

  /// A name's inode and attributes, believed this long.
  public init(
    _ node: InodeNumber, _ attributes: Attributes, attributesValid: Duration, entryValid: Duration
  ) {
    self.node = node
    self.attributes = attributes
    self.attributesValid = attributesValid
    self.entryValid = entryValid
  }

  /// An entry of a listing that tells no more than getdents(2) shows: who wants its attributes looks
  /// the name up. `.` and `..` are such.
  public static func nameOnly(inode: InodeNumber, _ kind: FileKind) -> Entry {
    Entry(
      .none,
      Attributes(
        inode: inode, kind: kind, permissions: 0, uid: 0, gid: 0, modified: FileTime(seconds: 0)),
      attributesValid: .zero, entryValid: .zero)
  }

  /// A name that isn't there, as the answer to a look-up that the kernel may remember this long.
  public static func missing(validFor: Duration) -> Entry {
    var entry = nameOnly(inode: .none, .regular)
    entry.entryValid = validFor
    return entry
  }

  /// Inode numbers are never used twice, so one generation does.
  var parameters: fuse_entry_param {
    fuse_entry_param(
      ino: node.rawValue, generation: 0, attr: attributes.stat,
      attr_timeout: attributesValid.inSeconds, entry_timeout: entryValid.inSeconds)
  }
}

extension Duration {
  var inSeconds: Double {
    let (seconds, attoseconds) = components
    return max(0, Double(seconds) + Double(attoseconds) * 1e-18)
  }
}
