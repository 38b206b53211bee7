/// Writes protobuf wire format field by field, well-formed or not.
struct WireBuilder {
  private(set) var bytes = [UInt8]()

  init(_ build: (inout WireBuilder) -> Void = { _ in }) { build(&self) }

  mutating func raw(_ bytes: [UInt8]) { self.bytes += bytes }

  mutating func varint(_ value: UInt64) {
    var value = value
    while value >= 0x80 {
      bytes.append(UInt8(value & 0x7f) | 0x80)
      value >>= 7
    }
    bytes.append(UInt8(value))
  }

  mutating func number(_ field: Int, _ value: some BinaryInteger) {
    varint(UInt64(field) << 3)
    varint(UInt64(truncatingIfNeeded: value))
  }

  mutating func content(_ field: Int, _ content: [UInt8]) {
    varint(UInt64(field) << 3 | 2)
    varint(UInt64(content.count))
    bytes += content
  }

  mutating func packed(_ field: Int, _ values: [some BinaryInteger]) {
    content(
      field,
      WireBuilder { content in
        for value in values { content.varint(UInt64(truncatingIfNeeded: value)) }
      }.bytes)
  }

  mutating func message(_ field: Int, _ build: (inout WireBuilder) -> Void) {
    content(field, WireBuilder(build).bytes)
  }
}
