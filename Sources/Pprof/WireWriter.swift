/// Writes protobuf wire format as google/pprof's profile/proto.go does.
struct WireWriter {
  private(set) var bytes = [UInt8]()

  init(capacity: Int) {
    bytes.reserveCapacity(capacity)
  }

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

  @inline(__always)
  mutating func varint(_ value: UInt64) {
    var value = value
    while value >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
      value &>>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: value))
  }

  /// A field of one varint.
  @inline(__always)
  mutating func field(_ number: Int, _ value: UInt64) {
    bytes.append(UInt8(truncatingIfNeeded: number &<< 3))
    varint(value)
  }

  /// A field of one varint, left out if it is 0.
  @inline(__always)
  mutating func optional(_ number: Int, _ value: UInt64) {
    if value != 0 { field(number, value) }
  }

  /// The tag and length of a length-delimited field; its content follows.
  @inline(__always)
  mutating func begin(_ number: Int, length: Int) {
    bytes.append(UInt8(truncatingIfNeeded: number &<< 3 | 2))
    varint(UInt64(length))
  }

  mutating func string(_ number: Int, _ content: some Collection<UInt8>) {
    begin(number, length: content.count)
    bytes.append(contentsOf: content)
  }
}
