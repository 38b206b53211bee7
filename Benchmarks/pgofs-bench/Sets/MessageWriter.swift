/// Writes a protobuf message.
struct MessageWriter {
  private(set) var bytes: [UInt8] = []

  mutating func number(_ field: UInt8, _ value: UInt64) {
    bytes.append(field << 3)
    varint(value)
  }

  mutating func packed(_ field: UInt8, _ values: some Collection<UInt32>) {
    bytes.append(field << 3 | 2)
    varint(UInt64(values.reduce(0) { $0 + MessageWriter.size($1) }))
    for value in values { varint(UInt64(value)) }
  }

  mutating func text(_ field: UInt8, _ text: String) {
    bytes.append(field << 3 | 2)
    varint(UInt64(text.utf8.count))
    bytes += text.utf8
  }

  mutating func message(_ field: UInt8, _ write: (inout MessageWriter) -> Void) {
    var content = MessageWriter()
    write(&content)
    bytes.append(field << 3 | 2)
    varint(UInt64(content.bytes.count))
    bytes += content.bytes
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private static func size(_ value: UInt32) -> Int {
    value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : value < 1 << 28 ? 4 : 5
  }
}
