import CFuse3

/// As many entries of a directory as one reply has room for.
public struct DirectoryListing: Sendable {
  private let capacity: Int
  private let plus: Bool
  // All the room from the first entry on.
  private var room: [UInt8] = []
  private var count = 0

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
    if room.isEmpty { room = [UInt8](repeating: 0, count: capacity) }
    let left = capacity - count
    // An entry that is larger than what is left isn't written.
    let size = room.withUnsafeMutableBytes { bytes in
      let end = bytes.baseAddress?.advanced(by: count).assumingMemoryBound(to: CChar.self)
      return plus
        ? fuse_add_direntry_plus(nil, end, left, name, &parameters, offset)
        : fuse_add_direntry(nil, end, left, name, &parameters.attr, offset)
    }
    guard size <= left else { return false }
    count += size
    return true
  }

  /// The entries as the kernel takes them.
  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    room.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
  }

  /// Whether entries with a node count as look-ups: a kernel that asked for names alone counts none.
  public var countsLookups: Bool { plus }
}
