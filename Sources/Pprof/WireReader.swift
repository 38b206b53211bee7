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

/// Tags of fields in one byte: those of the format's fields, all below 16.
enum WireTag {
  @inline(__always)
  static func varint(_ field: UInt8) -> UInt8 { field &<< 3 | WireField.varint }

  @inline(__always)
  static func bytes(_ field: UInt8) -> UInt8 { field &<< 3 | WireField.bytes }
}

/// A position in protobuf wire format, read as google/pprof's profile/proto.go does: wire types 0,
/// 1, 2 and 5; varints of up to ten bytes whose overflowing bits are dropped.
///
/// The bytes are passed to each call: a reader that held a span couldn't be stored yet.
struct WireReader {
  private(set) var offset: Int
  let end: Int

  /// A reader of a range of the bytes that it will be given.
  init(from start: Int, to end: Int) {
    offset = start
    self.end = end
  }

  var isAtEnd: Bool {
    @inline(__always) get { offset >= end }
  }

  /// Reads a tag, as one byte of `WireTag`; that of a field above 15 as that of field 0, which no
  /// message has.
  @inline(__always)
  mutating func tag(_ bytes: Span<UInt8>) throws(DecodeFault) -> UInt8 {
    let tag = try varint(bytes)
    return UInt8(truncatingIfNeeded: tag < 0x80 ? tag : tag & 7)
  }

  /// Whether a tag is next, which is skipped then. Writers put fields in order of their numbers, so
  /// that asking for one after the other is faster than telling which one it is.
  @inline(__always)
  mutating func skips(_ tag: UInt8, _ bytes: Span<UInt8>) -> Bool {
    guard offset < end, bytes[unchecked: offset] == tag else { return false }
    offset &+= 1
    return true
  }

  /// Reads the length of a length-delimited field, and gives a reader of its content.
  @inline(__always)
  mutating func content(_ bytes: Span<UInt8>) throws(DecodeFault) -> WireReader {
    let begin = offset
    let length = try varint(bytes)
    guard length <= UInt64(truncatingIfNeeded: end &- offset) else {
      throw DecodeFault(reason: .ended, offset: begin)
    }
    let start = offset
    offset &+= Int(truncatingIfNeeded: length)
    return WireReader(from: start, to: offset)
  }

  /// Skips the value of a tag that the message doesn't know; a known field of another wire type is an
  /// error.
  mutating func skip(
    _ tag: UInt8, _ bytes: Span<UInt8>, known: ClosedRange<Int>
  ) throws(DecodeFault) {
    let number = Int(tag >> 3)
    let begin = offset
    switch tag & 7 {
    case 0: _ = try varint(bytes)
    case 1: try skip(8)
    case 2: _ = try content(bytes)
    case 5: try skip(4)
    default: throw DecodeFault(reason: .wireType(UInt64(tag & 7)), offset: begin)
    }
    if known.contains(number) {
      throw DecodeFault(reason: .fieldType(field: number), offset: begin)
    }
  }

  private mutating func skip(_ size: Int) throws(DecodeFault) {
    guard end - offset >= size else { throw DecodeFault(reason: .ended, offset: offset) }
    offset += size
  }

  // Offsets aren't beyond the end, nor the end beyond the bytes: a range is checked against that of
  // the message around it where its length is read, and nothing moves an offset past the end.
  @inline(__always)
  mutating func varint(_ bytes: Span<UInt8>) throws(DecodeFault) -> UInt64 {
    if offset < end {
      let first = bytes[unchecked: offset]
      if first < 0x80 {
        offset &+= 1
        return UInt64(first)
      }
      if offset &+ 1 < end {
        let second = bytes[unchecked: offset &+ 1]
        if second < 0x80 {
          offset &+= 2
          return UInt64(first & 0x7f) | UInt64(second) &<< 7
        }
      }
    }
    let (value, next) = try Self.longVarint(bytes, at: offset, end: end)
    offset = next
    return value
  }

  /// Reads the length of a length-delimited field, and gives a reader of its content; nil where that
  /// isn't in the message.
  @inline(__always)
  mutating func hurriedContent(_ bytes: Span<UInt8>) -> WireReader? {
    let length = hurriedVarint(bytes)
    let start = offset
    guard start <= end, length <= UInt64(truncatingIfNeeded: end &- start) else { return nil }
    offset &+= Int(truncatingIfNeeded: length)
    return WireReader(from: start, to: offset)
  }

  // Not methods that move the reader: its offset could stay in no register then.

  private static func longVarint(
    _ bytes: Span<UInt8>, at offset: Int, end: Int
  ) throws(DecodeFault) -> (value: UInt64, next: Int) {
    if bytes.count &- offset >= 8 {
      let (value, size) = sevens(
        of: bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
      if size > 0, offset &+ size <= end { return (value, offset &+ size) }
    }
    return try bytewiseVarint(bytes, at: offset, end: end)
  }

  /// The number that begins a word, and its bytes; none where it goes on behind the word.
  @inline(__always)
  private static func sevens(of word: UInt64) -> (value: UInt64, size: Int) {
    // The last byte has no upper bit: seven bits of each byte up to it are the number.
    let ending = ~word & 0x8080_8080_8080_8080
    if ending == 0 { return (0, 0) }
    let used = ending ^ (ending &- 1)
    let sevens = word & used & 0x7f7f_7f7f_7f7f_7f7f
    let pairs = sevens & 0x007f_007f_007f_007f | (sevens & 0x7f00_7f00_7f00_7f00) &>> 1
    let quads = pairs & 0x0000_3fff_0000_3fff | (pairs & 0x3fff_0000_3fff_0000) &>> 2
    let value = quads & 0x0fff_ffff | (quads & 0x0fff_ffff_0000_0000) &>> 4
    return (value, ending.trailingZeroBitCount &>> 3 &+ 1)
  }

  private static func bytewiseVarint(
    _ bytes: Span<UInt8>, at offset: Int, end: Int
  ) throws(DecodeFault) -> (value: UInt64, next: Int) {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    var at = offset
    while at < end {
      guard shift < 70 else { throw DecodeFault(reason: .longVarint, offset: offset) }
      let byte = bytes[unchecked: at]
      at &+= 1
      // The tenth byte has one bit left; Go's shift drops the others.
      value |= UInt64(byte & 0x7f) &<< shift
      shift &+= 7
      if byte < 0x80 { return (value, at) }
    }
    throw DecodeFault(reason: shift < 70 ? .ended : .longVarint, offset: offset)
  }

  // What follows reads a message in a hurry: its tags and numbers without asking for each whether the
  // message goes on. Whoever does so asks first whether it may, at least once for every 48 bytes
  // whether the end is reached, and in the end whether the reader `isWhole`; and reads it in the other
  // way where one of the answers is no.

  /// Whether enough bytes are behind the message for reading it in a hurry.
  @inline(__always)
  func mayHurry(_ bytes: Span<UInt8>) -> Bool { bytes.count &- end >= 64 }

  /// Whether the message was read to its end and no further.
  var isWhole: Bool {
    @inline(__always) get { offset == end }
  }

  /// Whether a tag is next, which is skipped then.
  @inline(__always)
  mutating func hurriedSkip(_ tag: UInt8, _ bytes: Span<UInt8>) -> Bool {
    guard bytes[unchecked: offset] == tag else { return false }
    offset &+= 1
    return true
  }

  /// Reads a number; the reader won't be whole where it is one of more than eight bytes.
  @inline(__always)
  mutating func hurriedVarint(_ bytes: Span<UInt8>) -> UInt64 {
    let word = bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
    if word & 0x80 == 0 {
      offset &+= 1
      return word & 0x7f
    }
    if word & 0x8000 == 0 {
      offset &+= 2
      return word & 0x7f | word &>> 1 & 0x3f80
    }
    let (value, size) = Self.sevens(of: word)
    offset = size == 0 ? end &+ 1 : offset &+ size
    return value
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
