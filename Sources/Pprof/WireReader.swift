/// One field of a message: its number and, by its wire type, its number or the range of its bytes.
struct WireField {
  let number: Int
  let wireType: UInt8
  /// The value of a varint or fixed-size field.
  let value: UInt64
  /// The content of a length-delimited field.
  let start: Int
  let end: Int

  static let varint: UInt8 = 0
  static let bytes: UInt8 = 2

  /// The value of a field that must be a varint.
  @inline(__always)
  func unsigned() throws(DecodeFault) -> UInt64 {
    guard wireType == Self.varint else { throw mismatch }
    return value
  }

  @inline(__always)
  func signed() throws(DecodeFault) -> Int64 {
    Int64(bitPattern: try unsigned())
  }

  /// A reader of the content of a field that must be length-delimited.
  @inline(__always)
  func content() throws(DecodeFault) -> WireReader {
    guard wireType == Self.bytes else { throw mismatch }
    return WireReader(from: start, to: end)
  }

  private var mismatch: DecodeFault {
    DecodeFault(reason: .fieldType(field: number), offset: start)
  }
}

/// A position in protobuf wire format, read as google/pprof's profile/proto.go does: wire types 0,
/// 1, 2 and 5; varints of up to ten bytes whose overflowing bits are dropped.
///
/// The bytes are passed to each call: a reader that held a span couldn't be stored yet.
struct WireReader {
  private(set) var offset: Int
  let end: Int

  init(from start: Int, to end: Int) {
    offset = start
    self.end = end
  }

  var isAtEnd: Bool {
    @inline(__always) get { offset >= end }
  }

  @inline(__always)
  mutating func varint(_ bytes: Span<UInt8>) throws(DecodeFault) -> UInt64 {
    if offset < end {
      let byte = bytes[offset]
      if byte < 0x80 {
        offset &+= 1
        return UInt64(byte)
      }
    }
    return try longVarint(bytes)
  }

  private mutating func longVarint(_ bytes: Span<UInt8>) throws(DecodeFault) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    var at = offset
    while at < end {
      guard shift < 70 else { throw DecodeFault(reason: .longVarint, offset: offset) }
      let byte = bytes[at]
      at &+= 1
      // The tenth byte has one bit left; Go's shift drops the others.
      value |= UInt64(byte & 0x7f) &<< shift
      shift &+= 7
      if byte < 0x80 {
        offset = at
        return value
      }
    }
    throw DecodeFault(reason: shift < 70 ? .ended : .longVarint, offset: offset)
  }

  /// Reads the next field's tag and value, and skips its content.
  @inline(__always)
  mutating func field(_ bytes: Span<UInt8>) throws(DecodeFault) -> WireField {
    let begin = offset
    let tag = try varint(bytes)
    let number = Int(truncatingIfNeeded: tag >> 3)
    switch tag & 7 {
    case 0:
      let value = try varint(bytes)
      return WireField(number: number, wireType: 0, value: value, start: begin, end: offset)
    case 2:
      let length = try varint(bytes)
      guard length <= UInt64(truncatingIfNeeded: end &- offset) else {
        throw DecodeFault(reason: .ended, offset: begin)
      }
      let start = offset
      offset &+= Int(truncatingIfNeeded: length)
      return WireField(number: number, wireType: 2, value: 0, start: start, end: offset)
    default:
      return try fixedField(tag, begin: begin, bytes)
    }
  }

  private mutating func fixedField(
    _ tag: UInt64, begin: Int, _ bytes: Span<UInt8>
  ) throws(DecodeFault) -> WireField {
    let type = tag & 7
    guard type == 1 || type == 5 else { throw DecodeFault(reason: .wireType(type), offset: begin) }
    let size = type == 1 ? 8 : 4
    guard end - offset >= size else { throw DecodeFault(reason: .ended, offset: begin) }
    offset += size
    return WireField(
      number: Int(truncatingIfNeeded: tag >> 3), wireType: UInt8(type), value: 0, start: begin,
      end: offset)
  }
}
