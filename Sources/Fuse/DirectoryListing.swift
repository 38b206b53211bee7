import CFuse3

/// As many entries of a directory as one reply has room for.
public struct DirectoryListing: Sendable {
  private let capacity: Int
  private let plus: Bool
  private(set) var bytes: [UInt8] = []

  /// A listing of at most `capacity` bytes; with attributes (READDIRPLUS) or names alone (READDIR).
  init(capacity: Int, plus: Bool) {
    self.capacity = capacity
    self.plus = plus
  }

  /// Adds an entry, unless the reply is full: then nothing is added, and the answer is false.
  ///
  /// `next` is the offset from which the listing goes on after this entry; 0 is its beginning. An
  /// added entry whose node isn't `none` counts as a look-up of it, if the listing `countsLookups`.
  public mutating func append(_ name: String, _ entry: Entry, next: UInt64) -> Bool {
    var parameters = entry.parameters
    let offset = off_t(truncatingIfNeeded: next)
    let start = bytes.count
    let size =
      plus
      ? fuse_add_direntry_plus(nil, nil, 0, name, &parameters, offset)
      : fuse_add_direntry(nil, nil, 0, name, &parameters.attr, offset)
    guard size <= capacity - start else { return false }
    bytes.append(contentsOf: repeatElement(0, count: size))
    bytes.withUnsafeMutableBytes { bytes in
      let room = bytes.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self)
      _ =
        plus
        ? fuse_add_direntry_plus(nil, room, size, name, &parameters, offset)
        : fuse_add_direntry(nil, room, size, name, &parameters.attr, offset)
    }
    return true
  }

  /// Whether entries with a node count as look-ups: a kernel that asked for names alone counts none.
  public var countsLookups: Bool { plus }
}
