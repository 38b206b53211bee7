/// Packed varints that are row numbers, several at a time: half of a merge's time would go into
/// them one by one.
enum PackedNumbers {
  private static let endings: UInt64 = 0x8080_8080_8080_8080

  /// Appends the numbers, each less 1, of a packed field whose numbers are ids that count from 1.
  /// Returns false, with any of them appended, where an id isn't from 1 to `count`, isn't of the
  /// usual form, or the field ends early: reading them one by one then tells.
  @inline(__always)
  static func appendIDs(
    _ packed: WireReader, _ bytes: Span<UInt8>, count: UInt64, to rows: inout OutputSpan<UInt32>
  ) -> Bool {
    var offset = packed.offset
    var largest: UInt64 = 0
    let raw = bytes.bytes
    // The eight bytes of a load, and those read one by one, are all before the field's end.
    while packed.end &- offset >= 8 {
      let word = raw.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
      // The last byte of each number has no upper bit.
      var ends = ~word & endings
      var start: UInt64 = 0
      while ends != 0 {
        let end = UInt64(truncatingIfNeeded: ends.trailingZeroBitCount &+ 1)
        guard end &- start <= 24 else { return false }
        let number = (word &>> start) & (1 &<< (end &- start) &- 1)
        let low = number & 0x7f | number &>> 1 & 0x3f80
        let row = (low | number &>> 2 & 0x1f_c000) &- 1
        largest = max(largest, row)
        rows.append(UInt32(truncatingIfNeeded: row))
        start = end
        ends &= ends &- 1
      }
      guard start != 0 else { return false }
      offset &+= Int(truncatingIfNeeded: start &>> 3)
    }
    while offset < packed.end {
      var number: UInt64 = 0
      var shift: UInt64 = 0
      var byte: UInt8 = 0x80
      while byte >= 0x80 {
        guard offset < packed.end, shift < 21 else { return false }
        byte = bytes[unchecked: offset]
        number |= UInt64(byte & 0x7f) &<< shift
        shift &+= 7
        offset &+= 1
      }
      largest = max(largest, number &- 1)
      rows.append(UInt32(truncatingIfNeeded: number &- 1))
    }
    return largest < count
  }
}
