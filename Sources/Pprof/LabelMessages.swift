/// The sets of labels of a merge as the messages that stand in samples, each set written once.
struct LabelMessages: Sendable {
  private let bytes: [UInt8]
  /// Where each set's messages end.
  private let ends: [Int]

  init(_ sets: LabelSetTable, _ order: StringOrder) {
    var writer = WireWriter(capacity: 32 * sets.labels.count)
    var ends = [Int]()
    for set in 0..<sets.count {
      for label in sets.labels[sets.range(UInt32(set))] { writer.label(label, order) }
      ends.append(writer.count)
    }
    bytes = writer.bytes
    self.ends = ends
  }

  /// Where a set's messages are.
  func range(_ set: UInt32) -> Range<Int> {
    (set == 0 ? 0 : ends[Int(set) - 1])..<ends[Int(set)]
  }

  /// Writes a set's messages to a place that has room for them.
  @inline(__always)
  func write(_ set: UInt32, to next: inout UnsafeMutablePointer<UInt8>) {
    if set == 0 { return }
    bytes.withUnsafeBytes { next.put(UnsafeRawBufferPointer(rebasing: $0[range(set)])) }
  }
}

extension WireWriter {
  fileprivate mutating func label(_ label: LabelSetTable.Label, _ order: StringOrder) {
    let number = UInt64(bitPattern: label.number)
    begin(
      3,
      length: Self.optionalSize(order[label.key]) + Self.optionalSize(order[label.string])
        + Self.optionalSize(number) + Self.optionalSize(order[label.unit]))
    optional(1, order[label.key])
    optional(2, order[label.string])
    optional(3, number)
    optional(4, order[label.unit])
  }
}
