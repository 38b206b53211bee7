/// Writes protobuf wire format as google/pprof's profile/proto.go does.
struct WireWriter: ~Copyable {
  private var start: UnsafeMutablePointer<UInt8>
  private var next: UnsafeMutablePointer<UInt8>
  private var end: UnsafeMutablePointer<UInt8>
  /// Whether the memory is another's, and can't grow.
  private let isBorrowed: Bool

  /// The most bytes that a tag with a number takes.
  static let largestField = 11

  /// An empty message, with room for about this many bytes.
  init(capacity: Int) {
    start = .allocate(capacity: capacity + Self.largestField)
    next = start
    end = start + capacity + Self.largestField
    isBorrowed = false
  }

  /// An empty message in memory that has room for all of it.
  init(to memory: UnsafeMutableBufferPointer<UInt8>) {
    start = memory.baseAddress!
    next = start
    end = start + memory.count
    isBorrowed = true
  }

  deinit { if !isBorrowed { start.deallocate() } }

  /// What was written.
  var bytes: [UInt8] { Array(UnsafeBufferPointer(start: start, count: count)) }

  /// Calls the body with what was written.
  func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
    body(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// How many bytes were written.
  var count: Int { next - start }

  /// The number of bytes of a varint.
  @inline(__always)
  static func size(_ value: UInt64) -> Int {
    // Nine bits in 64 bytes: (bits * 9 + 64) / 64 is the bits divided by seven, rounded up.
    ((64 &- (value | 1).leadingZeroBitCount) &* 9 &+ 64) &>> 6
  }

  /// The number of bytes of a field of one varint, none if it is 0. Field numbers are below 16.
  @inline(__always)
  static func optionalSize(_ value: UInt64) -> Int {
    value == 0 ? 0 : 1 &+ size(value)
  }

  /// A field of one varint.
  @inline(__always)
  mutating func field(_ number: Int, _ value: UInt64) {
    reserve(Self.largestField)
    next.put(number, value)
  }

  /// A field of one varint, left out if it is 0.
  @inline(__always)
  mutating func optional(_ number: Int, _ value: UInt64) {
    if value != 0 { field(number, value) }
  }

  /// The tag and length of a length-delimited field; its content follows.
  @inline(__always)
  mutating func begin(_ number: Int, length: Int) {
    reserve(Self.largestField)
    next.putTag(number, length: length)
  }

  /// A length-delimited field whose content the body writes, of which it is known that it takes this
  /// many bytes at most.
  @inline(__always)
  mutating func field(
    _ number: Int, atMost room: Int, _ body: (inout UnsafeMutablePointer<UInt8>) -> Void
  ) {
    reserve(room + Self.largestField)
    next.put(number, atMost: room, body)
  }

  /// A field of numbers: packed when there are more than two.
  mutating func numbers(_ field: Int, _ numbers: [UInt64]) {
    let isPacked = numbers.count > 2
    if isPacked { begin(field, length: numbers.reduce(0) { $0 + Self.size($1) }) }
    for number in numbers {
      reserve(Self.largestField)
      if isPacked { next.putVarint(number) } else { next.put(field, number) }
    }
  }

  /// A string, or any bytes.
  mutating func string(_ number: Int, _ content: some Collection<UInt8>) {
    begin(number, length: content.count)
    reserve(content.count)
    let isCopied: Void? = content.withContiguousStorageIfAvailable { bytes in
      if let first = bytes.baseAddress { next.update(from: first, count: bytes.count) }
    }
    if isCopied == nil { for (offset, byte) in content.enumerated() { next[offset] = byte } }
    next += content.count
  }

  @inline(__always)
  private mutating func reserve(_ room: Int) {
    if end - next < room { grow(room) }
  }

  private mutating func grow(_ room: Int) {
    precondition(!isBorrowed, "a message is longer than was thought")
    let size = 2 * (end - start) + room
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
    larger.update(from: start, count: count)
    next = larger + count
    end = larger + size
    start.deallocate()
    start = larger
  }
}

/// Writing where there is room: who calls has seen to that.
extension UnsafeMutablePointer<UInt8> {
  @inline(__always)
  mutating func putVarint(_ value: UInt64) {
    var value = value
    while value >= 0x80 {
      pointee = UInt8(truncatingIfNeeded: value) | 0x80
      value &>>= 7
      self += 1
    }
    pointee = UInt8(truncatingIfNeeded: value)
    self += 1
  }

  /// A field of one varint.
  @inline(__always)
  mutating func put(_ number: Int, _ value: UInt64) {
    pointee = UInt8(truncatingIfNeeded: number &<< 3)
    self += 1
    putVarint(value)
  }

  /// A field of one varint, left out if it is 0.
  @inline(__always)
  mutating func putOptional(_ number: Int, _ value: UInt64) {
    if value != 0 { put(number, value) }
  }

  /// A length-delimited field whose content the body writes: no more than this many bytes, and there
  /// must be room for `largestField` beside them. Its length is written last, so that nothing has to be
  /// measured first; one of more than a byte moves the content.
  @inline(__always)
  mutating func put(
    _ number: Int, atMost room: Int, _ body: (inout UnsafeMutablePointer<UInt8>) -> Void
  ) {
    let start = self
    self += 2
    body(&self)
    let length = self - start - 2
    precondition(length <= room, "a message is longer than was thought")
    start[0] = UInt8(truncatingIfNeeded: number &<< 3 | 2)
    guard length >= 0x80 else { return start[1] = UInt8(truncatingIfNeeded: length) }
    let shift = WireWriter.size(UInt64(length)) - 1
    (start + 2 + shift).update(from: start + 2, count: length)
    self = start + 1
    putVarint(UInt64(length))
    self += length
  }

  /// Bytes as they are.
  @inline(__always)
  mutating func put(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    UnsafeMutableRawPointer(self).copyMemory(from: start, byteCount: bytes.count)
    self += bytes.count
  }

  /// The tag and length of a length-delimited field.
  @inline(__always)
  mutating func putTag(_ number: Int, length: Int) {
    pointee = UInt8(truncatingIfNeeded: number &<< 3 | 2)
    self += 1
    putVarint(UInt64(truncatingIfNeeded: length))
  }
}
