import Testing

@testable import Pprof

/// Profiles of the sizes that ways through the merge differ by: deep stacks, ids of one to four and
/// more bytes, many samples of which many are equal.
@Suite struct GeneratedLargeMergeTests {
  @Test func theyMergeAsGoMergesThem() throws {
    var random = SeededGenerator("large profiles to merge")
    var cases = [[[UInt8]]]()
    for ids in LargeProfile.IDs.allCases {
      for _ in 0..<4 {
        let kind = LargeProfile(ids: ids, locations: Int.random(in: 100...3000, using: &random))
        cases.append((0..<2).map { _ in kind.make(using: &random) })
        cases[cases.count - 1].append(cases[cases.count - 1][0])
      }
    }
    #expect(try expectGoMerges(cases) == cases.count)
    for profiles in cases {
      let merger = try Merger.merging(captures: 3, threads: 3, maxInflated: testLimit) {
        number, file in file = profiles[number]
      }
      #expect(try merger.encoded() == merge(profiles))
    }
  }

  /// Ids that count from 1 are read several at a time as long as they have up to three bytes.
  @Test func idsOfThreeAndFourBytes() throws {
    let profile = ProfileBuilder.simple { profile in
      let last: UInt64 = 1 << 21 + 20
      for id in 4...last { profile.raw([0x22, 7, 8] + Self.fourBytes(id) + [0x18, 0x01]) }
      for edge in [1 << 7, 1 << 14, 1 << 21] as [UInt64] {
        let stack = Array(edge - 9...edge + 9)
        for depth in 1...stack.count {
          profile.sample(Array(stack.prefix(depth)), [1, 10])
          profile.sample(Array(stack.reversed().prefix(depth)), [1, 10])
        }
      }
    }
    try expectGoMerges([[profile]])
  }

  /// A number in four bytes, however small.
  private static func fourBytes(_ number: UInt64) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (7 * $0)) & 0x7f | ($0 < 3 ? 0x80 : 0) }
  }

  /// What one of them learns, the other doesn't know.
  @Test func copiesOfAMergeGoOnApart() throws {
    var random = SeededGenerator("profiles for copies")
    let kind = LargeProfile(ids: .ordered, locations: 500)
    let profiles = (0..<4).map { _ in kind.make(using: &random) }
    var one = Merger()
    try one.add(parse(profiles[0]))
    var other = one
    try one.add(parse(profiles[1]))
    try other.add(parse(profiles[2]))
    let third = one
    try one.add(parse(profiles[3]))
    #expect(try one.encoded() == merge([profiles[0], profiles[1], profiles[3]]))
    #expect(try other.encoded() == merge([profiles[0], profiles[2]]))
    #expect(try third.encoded() == merge([profiles[0], profiles[1]]))
  }
}

/// Many locations that differ little, and stacks that repeat.
private struct LargeProfile {
  enum IDs: CaseIterable {
    case ordered
    case descending
    case sparse
    /// From 2^21 on.
    case long
  }

  let ids: IDs
  let locations: Int

  private func id(_ number: Int) -> UInt64 {
    switch ids {
    case .ordered: UInt64(number)
    case .descending: UInt64(locations + 1 - number)
    case .sparse: UInt64(number) &* 0x9e37_79b9_7f4a_7c15
    case .long: UInt64(number) + 1 << 21
    }
  }

  func make(using random: inout SeededGenerator) -> [UInt8] {
    var profile = ProfileBuilder()
    // The first mapping is needed by none; two others have one key.
    profile.mapping(id(1), start: 0x1000, limit: 0x2000, file: "/bin/unused")
    let shift = UInt64.random(in: 0...3, using: &random) << 12
    for number in 2...3 {
      let start = UInt64(number) << 24 + shift
      profile.mapping(id(number), start: start, limit: start + 0x8_0000, file: "/bin/app")
    }
    for number in 1...9 {
      profile.function(id(number), "f\(number / 3)", startLine: Int64(number % 3))
    }
    for number in 1...locations { addLocation(number, shift, &profile, &random) }
    addSamples(&profile, &random)
    return profile.bytes
  }

  private func addLocation(
    _ number: Int, _ shift: UInt64, _ profile: inout ProfileBuilder,
    _ random: inout SeededGenerator
  ) {
    // Some differ in folding, in mapping, or in a column that counts or doesn't.
    let mapping = Int.random(in: 2...3, using: &random)
    let lines = (0..<number % 4).map { position in
      ProfileBuilder.Line(
        function: id((number + position) % 9 + 1), line: Int64(number % 50),
        column: Int64.random(in: 0...1, using: &random))
    }
    profile.location(
      id(number), mapping: id(mapping),
      address: UInt64(mapping) << 24 + shift + UInt64(number / 2), lines: lines,
      isFolded: Bool.random(using: &random))
  }

  private func addSamples(_ profile: inout ProfileBuilder, _ random: inout SeededGenerator) {
    var stacks = [[UInt64]]()
    for _ in 0..<40 {
      let isDeep = Int.random(in: 0..<8, using: &random) == 0
      let depth = Int.random(in: 0...(isDeep ? 3000 : 30), using: &random)
      // Many begin alike, and some end alike too.
      let own = (0..<depth).map { _ in id(Int.random(in: 1...locations, using: &random)) }
      stacks.append((stacks.last ?? []).prefix(Int.random(in: 0...9, using: &random)) + own)
    }
    let labels: [[ProfileBuilder.Label]] = [
      [], [.text("k", "\0")], [.number("k", 1)], [.text("a", "x"), .number("k", 1)],
      [.text("a", "x"), .text("k", "\0")], [.number("k", 1, unit: "ms")],
    ]
    for _ in 0..<300 {
      profile.sample(
        stacks.randomElement(using: &random)!,
        [Int64.random(in: -1...2, using: &random), Int64.random(in: 0...1, using: &random)],
        labels.randomElement(using: &random)!)
    }
  }
}
