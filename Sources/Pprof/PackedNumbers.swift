import CPackedNumbers

/// Packed varints that are row numbers, many at a time: half of a merge's time would go into them
/// one by one.
enum PackedNumbers {
  /// Appends the numbers, each less 1, of a packed field whose numbers are ids that count from 1.
  /// Returns false, and has appended nothing, where an id isn't from 1 to `count`, isn't of the
  /// usual form, or the field ends early: reading them one by one then tells.
  ///
  /// The rows must have room for as many as the field has bytes.
  @inline(__always)
  static func appendIDs(
    _ packed: WireReader, _ bytes: Span<UInt8>, count: UInt64, to rows: inout OutputSpan<UInt32>
  ) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      rows.withUnsafeMutableBufferPointer { memory, filled in
        guard let field = bytes.baseAddress, let start = memory.baseAddress else {
          return packed.isAtEnd
        }
        var largest: UInt32 = 0
        let read = cpackednumbers_rows(
          field + packed.offset, packed.end &- packed.offset, bytes.count &- packed.offset,
          start + filled, &largest)
        guard read != Int(bitPattern: UInt.max), read == 0 || largest < count else { return false }
        filled += read
        return true
      }
    }
  }
}
