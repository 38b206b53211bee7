import Glibc

extension RawSpan {
  /// Whether two spans of one length hold the same bytes.
  @inline(__always)
  func equals(_ other: RawSpan) -> Bool {
    var offset = 0
    while byteCount &- offset >= 8 {
      let one = unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
      let two = other.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
      if one != two { return false }
      offset &+= 8
    }
    if offset == byteCount { return true }
    // The last eight bytes overlap those before them; a shorter span is read byte by byte.
    if byteCount >= 8 {
      let last = byteCount &- 8
      return unsafeLoadUnaligned(fromUncheckedByteOffset: last, as: UInt64.self)
        == other.unsafeLoadUnaligned(fromUncheckedByteOffset: last, as: UInt64.self)
    }
    while offset < byteCount {
      let one = unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
      let two = other.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
      if one != two { return false }
      offset &+= 1
    }
    return true
  }
}

extension [UInt8] {
  /// Whether the bytes of one range sort before those of another, byte by byte as Go compares.
  func sorts(_ left: Range<Int>, before right: Range<Int>) -> Bool {
    let order = withUnsafeBytes { bytes in
      let common = Swift.min(left.count, right.count)
      return common == 0
        ? 0
        : memcmp(
          bytes.baseAddress! + left.lowerBound, bytes.baseAddress! + right.lowerBound, common)
    }
    return order != 0 ? order < 0 : left.count < right.count
  }
}
