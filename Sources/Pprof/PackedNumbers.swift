/// Packed varints that are row numbers, many at a time: half of a merge's time would go into them
/// one by one.
enum PackedNumbers {
  /// The bytes whose numbers' ends are looked for together.
  private static let block = 64
  /// The most bytes of a number that is read here.
  private static let maxSize = 3

  /// Appends the numbers, each less 1, of a packed field whose numbers are ids that count from 1.
  /// Returns false, with any of them appended, where an id isn't from 1 to `count`, isn't of the
  /// usual form, or the field ends early: reading them one by one then tells.
  ///
  /// The rows must have room for as many as the field has bytes.
  @inline(__always)
  static func appendIDs(
    _ packed: WireReader, _ bytes: Span<UInt8>, count: UInt64, to rows: inout OutputSpan<UInt32>
  ) -> Bool {
    rows.withUnsafeMutableBufferPointer { memory, filled in
      guard let start = memory.baseAddress else { return packed.isAtEnd }
      var next = start + filled
      defer { filled = next - start }
      var offset = packed.offset
      // A block is read whole, and a number as four bytes, though the field may end before.
      while offset < packed.end, bytes.count &- offset >= block &+ 4 {
        let used = appendBlock(
          bytes.bytes, at: offset, size: min(block, packed.end &- offset), to: &next)
        guard used > 0 else { return false }
        offset &+= used
      }
      while offset < packed.end {
        guard let number = number(bytes, &offset, end: packed.end) else { return false }
        next.initialize(to: number &- 1)
        next += 1
      }
      // Zero became the largest number of all.
      return UnsafeBufferPointer(rebasing: memory[filled..<next - start]).reduce(0, max) < count
    }
  }

  /// Appends the numbers that end in a block, and returns how many bytes they were; 0 for none, and
  /// where one is too long.
  @inline(__always)
  private static func appendBlock(
    _ bytes: RawSpan, at offset: Int, size: Int, to next: inout UnsafeMutablePointer<UInt32>
  ) -> Int {
    let field = UInt64.max &>> UInt64(truncatingIfNeeded: block &- size)
    var ends = ends(bytes, at: offset) & field
    // Three bytes in a row that aren't ends are of a number of four or more.
    let others = ~ends & field
    guard others & others &>> 1 & others &>> 2 == 0 else { return 0 }
    var start = 0
    while ends != 0 {
      let end = ends.trailingZeroBitCount &+ 1
      ends &= ends &- 1
      let size = end &- start
      let word = bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: offset &+ start, as: UInt32.self)
      let number = word & (1 &<< UInt32(truncatingIfNeeded: 8 &* size) &- 1)
      let row = (number & 0x7f | number &>> 1 & 0x3f80 | number &>> 2 & 0x1f_c000) &- 1
      next.initialize(to: row)
      next += 1
      start = end
    }
    return start
  }

  /// A bit for each byte of a block that is the last of a number: it has no upper bit.
  @inline(__always)
  private static func ends(_ bytes: RawSpan, at offset: Int) -> UInt64 {
    var ends: UInt64 = 0
    for position in 0..<block / 8 {
      let word = bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: offset &+ 8 &* position, as: UInt64.self)
      // The product's upper byte has the upper bits of all bytes, the first one's lowest.
      let product = (~word & 0x8080_8080_8080_8080) &* 0x0002_0408_1020_4081
      ends |= (product &>> 56) &<< UInt64(truncatingIfNeeded: 8 &* position)
    }
    return ends
  }

  /// A number near the bytes' end; nil where it is too long or ends early.
  private static func number(_ bytes: Span<UInt8>, _ offset: inout Int, end: Int) -> UInt32? {
    var number: UInt32 = 0
    for position in 0..<maxSize {
      guard offset < end else { return nil }
      let byte = bytes[offset]
      offset += 1
      number |= UInt32(byte & 0x7f) << UInt32(7 * position)
      if byte < 0x80 { return number }
    }
    return nil
  }
}
