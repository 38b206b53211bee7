import Testing

@testable import Pprof

/// Ids read many at a time are those that reading one by one gives.
@Suite struct PackedNumbersTests {
  private func varint(_ value: UInt64) -> [UInt8] {
    var writer = WireWriter(capacity: 10)
    writer.numbers(1, [value])
    return Array(writer.bytes.dropFirst())
  }

  /// nil where the fast reader leaves the field to the slow one.
  private func read(_ field: [UInt8], then rest: Int, count: UInt64) -> [UInt32]? {
    let bytes = field + [UInt8](repeating: 1, count: rest)
    var rows: [UInt32] = []
    var areRead = false
    let span = bytes.span
    rows.append(addingCapacity: field.count) { output in
      areRead = PackedNumbers.appendIDs(
        WireReader(from: 0, to: field.count), span, count: count, to: &output)
    }
    return areRead ? rows : nil
  }

  @Test func everyFieldOfUsualIDsIsRead() {
    var random = SeededGenerator("ids to read")
    for count in (0..<150) {
      let largest: UInt64 = [3, 127, 128, 20_000, 2_097_151].randomElement(using: &random)!
      let ids = (0..<count).map { _ in UInt64.random(in: 1...largest, using: &random) }
      let field = ids.flatMap(varint)
      for rest in [0, 1, 67, 68, 200] {
        #expect(read(field, then: rest, count: largest) == ids.map { UInt32($0 - 1) })
      }
    }
  }

  @Test func aFieldWithAnUnusualIDIsLeft() {
    var random = SeededGenerator("unusual ids")
    let unusual: [[UInt8]] = [
      varint(0), varint(20_001), varint(2_097_152), varint(1 << 40), varint(.max),
      [0x81, 0x80, 0x80, 0x00],
    ]
    for count in 0..<100 {
      var numbers = (0..<count).map { _ in varint(.random(in: 1...20_000, using: &random)) }
      numbers.insert(
        unusual.randomElement(using: &random)!, at: .random(in: 0...count, using: &random))
      for rest in [0, 100] {
        #expect(read(Array(numbers.joined()), then: rest, count: 20_000) == nil)
      }
    }
  }

  @Test func aFieldThatEndsEarlyIsLeft() {
    for count in 0..<100 {
      let field = Array((0..<count).map { _ in varint(300) }.joined()) + [0x80]
      for rest in [0, 100] { #expect(read(field, then: rest, count: 20_000) == nil) }
    }
  }
}
