import Testing

@testable import Pprof

/// The locations of a sample as the field of its message.
@Suite struct StackFieldTests {
  private func field(_ rows: [UInt32], ids: [WireID]) -> [UInt8]? {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: StackField.room(locations: rows.count), alignment: 1)
    defer { memory.deallocate() }
    return StackField.write(rows.span, ids: ids.span, to: memory).map { Array($0) }
  }

  @Test func itIsWrittenAsGoWritesIt() {
    var random = SeededGenerator("stacks to write")
    let edges: [UInt32] = [1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, 268_435_456, .max]
    for count in [0, 1, 2, 3, 4, 50, 200] {
      let ids = (0..<count).map { _ in edges.randomElement(using: &random)! }
      let written = field(Array(0..<UInt32(count)), ids: ids.map { WireID($0) })
      var writer = WireWriter(capacity: 16)
      writer.numbers(1, ids.map { UInt64($0) })
      #expect(written == (count == 0 ? [] : writer.bytes))
      let read = written?.withUnsafeBytes { StackField.ids(in: $0) }
      #expect(read == ids)
    }
  }

  @Test func aLocationWithoutAnIDLeavesNone() {
    let ids = [WireID(5), .none, WireID(7)]
    #expect(field([0, 2, 0, 2], ids: ids) != nil)
    #expect(field([0, 2, 1, 2], ids: ids) == nil)
    #expect(field([1], ids: ids) == nil)
  }
}
