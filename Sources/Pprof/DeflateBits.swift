/// The bits of a deflate stream, which begin with the lowest of each byte (RFC 1951, 3.1.1). Behind the
/// last byte there are zeros, as many as the end may be overrun by before that is noticed.
///
/// Who reads many of them does so from a copy in a variable of its own, which the compiler keeps in
/// registers.
struct DeflateBits {
  private let start: UnsafeRawPointer
  private let count: Int
  /// The next byte, and what was read of those before it and isn't used yet.
  private var offset = 0
  private var buffer: UInt64 = 0
  private var available = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    start = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!
    count = bytes.count
  }

  /// How many bits were used.
  var position: Int { @inline(__always) get { 8 &* offset &- available } }

  var isPastEnd: Bool { @inline(__always) get { position > 8 &* count } }

  /// Makes at least 56 bits available.
  @inline(__always)
  mutating func refill() {
    guard count &- offset >= 8 else { return refillAtEnd() }
    let word = start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    buffer |= word &<< UInt64(truncatingIfNeeded: available)
    offset &+= (63 &- available) &>> 3
    available |= 56
  }

  private mutating func refillAtEnd() {
    while available <= 56 {
      if offset < count {
        buffer |= UInt64(start.load(fromByteOffset: offset, as: UInt8.self)) << UInt64(available)
      }
      offset += 1
      available += 8
    }
  }

  @inline(__always)
  mutating func skip(_ count: Int) {
    buffer &>>= UInt64(truncatingIfNeeded: count)
    available &-= count
  }

  /// The next bits as a number.
  @inline(__always)
  mutating func take(_ count: Int) -> Int {
    let value = buffer & (1 &<< UInt64(truncatingIfNeeded: count) &- 1)
    skip(count)
    return Int(truncatingIfNeeded: value)
  }

  /// Goes on with the next whole byte.
  mutating func alignToByte() { move(to: (position + 7) / 8) }

  /// Skips as many bytes, from a whole one on; false where there are fewer.
  mutating func skipBytes(_ number: Int) -> Bool {
    move(to: position / 8 + number)
    return offset <= count
  }

  private mutating func move(to byte: Int) { (offset, buffer, available) = (byte, 0, 0) }

  /// The next symbol.
  @inline(__always)
  mutating func symbol(_ code: borrowing HuffmanCode) -> HuffmanCode.Entry {
    let entry = code.read(buffer)
    skip(entry.length)
    return entry
  }

  /// The next symbol, and what follows it.
  @inline(__always)
  mutating func skipSymbol(_ code: borrowing HuffmanCode) -> HuffmanCode.Entry {
    let entry = code.read(buffer)
    skip(entry.extent)
    return entry
  }

  /// A symbol's number, with the bits that follow it.
  @inline(__always)
  mutating func number(_ entry: HuffmanCode.Entry) -> Int { entry.base &+ take(entry.extra) }
}
