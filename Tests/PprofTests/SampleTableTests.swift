import Testing

@testable import Pprof

/// The samples of a merge and the memory that they are in.
@Suite struct SampleTableTests {
  private func samples(_ table: SampleTable) -> [[UInt32]] {
    var all = [[UInt32]]()
    table.records.forEach { sample in
      all.append(StackField.ids(in: sample.stack) + sample.values.map { UInt32($0) })
    }
    return all
  }

  private func table(_ stacks: [[UInt32]]) -> SampleTable {
    var table = SampleTable(valueCount: 2)
    for (number, stack) in stacks.enumerated() {
      table.append(locations: stack, labelSet: 0, values: [Int64(number), 1].span)
    }
    return table
  }

  /// Records of all sizes, those of many chunks among them, in the order in which they came.
  @Test func samplesStayInOrder() {
    var random = SeededGenerator("sizes of stacks")
    var sizes = (0..<400).map { _ in Int.random(in: 0...300, using: &random) }
    sizes += [21_700, 0, 65_000, 140_000, 1, 21_840]
    sizes.shuffle(using: &random)
    let stacks = sizes.map { size in (0..<size).map { _ in UInt32.random(in: 1...99_999) } }
    let expected = stacks.enumerated().map { $1 + [UInt32($0), 1] }
    #expect(samples(table(stacks)) == expected)
  }

  /// A record of several chunks leaves none of those before it unused.
  @Test func largeRecordsAmongSmallOnesTakeLittleMore() {
    let values = [Int64](repeating: 1, count: 8100)
    var table = SampleTable(valueCount: values.count)
    for _ in 0..<200 {
      for stack in [[1], [UInt32](repeating: 1, count: 900)] {
        table.append(locations: stack, labelSet: 0, values: values.span)
      }
    }
    // Each pair takes one chunk and two.
    #expect((600...700).contains(table.records.chunkCount))
    var count = 0
    table.records.forEach { sample in
      #expect(StackField.ids(in: sample.stack).count == (count % 2 == 0 ? 1 : 900))
      count += 1
    }
    #expect(count == 400)
  }

  @Test func aCopyGoesItsOwnWay() {
    let stacks: [[UInt32]] = [[1, 2, 3], [4], Array(1...40_000)]
    let original = table(stacks)
    var copy = original
    var batch = SampleBatch()
    batch.add(0, [0].span, [WireID(9)].span, 0)
    copy.add(batch, values: [7, 7].span, labels: LabelSetTable())
    copy.add(batch, values: [7, 7].span, labels: LabelSetTable())
    #expect(samples(original) == stacks.enumerated().map { $1 + [UInt32($0), 1] })
    #expect(samples(copy) == samples(original) + [[9, 14, 14]])
  }

  @Test func aMergeThatIsCopiedGoesItsOwnWay() throws {
    let one = try parse(.simple())
    var merger = Merger()
    try merger.add(one)
    var copy = merger
    try copy.add(one)
    let twice = try copy.encoded()
    #expect(try merger.encoded() != twice)
    #expect(try merge([.simple(), .simple()]) == twice)
  }
}

extension [UInt8] {
  fileprivate static func simple() -> [UInt8] { ProfileBuilder.simple() }
}
