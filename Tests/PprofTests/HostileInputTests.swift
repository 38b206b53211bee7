import Pprof
import Testing

/// Profiles made to be slow or large: each takes time and memory in proportion to its size.
@Suite struct HostileInputTests {
  @Test func manySmallGzipMembers() throws {
    let member = Gzip.deflate([UInt8](repeating: 0, count: 1000), level: 12)
    let bytes = [[UInt8]](repeating: member, count: 20_000).flatMap { $0 }
    #expect(try Gzip.inflate(bytes, limit: 20_000_000).count == 20_000_000)
  }

  @Test func manyEmptyDeflateBlocks() {
    // Not the last, stored, without content; and no end.
    let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
    let block: [UInt8] = [0, 0, 0, 255, 255]
    let bytes = header + [[UInt8]](repeating: block, count: 100_000).flatMap { $0 }
    #expect(verdict(bytes) != nil)
  }

  /// Comparing keys for each sample would take a day.
  @Test func longLabelKeys() throws {
    let long = String(repeating: "k", count: 500_000)
    let profile = ProfileBuilder.simple { profile in
      let keys = ["b", "a"].map { UInt64(profile.duplicateString(long + $0)) }
      for number in 1...3000 as ClosedRange<Int64> {
        profile.sample(
          [1], [1, 1], [.raw(key: keys[0], number: number), .raw(key: keys[1], string: 1)])
      }
    }
    let merged = try merge([profile])
    #expect(merged.count < 2_000_000)
    #expect(try parse(merged).sampleCount == 3000)
  }

  @Test func manyLabelsOfOneSample() throws {
    let profile = ProfileBuilder.simple { profile in
      let labels = (1...20_000 as ClosedRange<Int64>).map {
        ProfileBuilder.Label.number($0 % 2 == 0 ? "a" : "b", $0)
      }
      profile.sample([1], [1, 1], labels)
    }
    try expectGoMerges([[profile]])
  }

  @Test func longStacksAndManyLines() throws {
    let profile = ProfileBuilder.simple { profile in
      profile.location(
        9, lines: (0..<5_000).map { .init(function: UInt64($0 % 3 + 1), line: Int64($0 % 7)) })
      profile.sample([UInt64](repeating: 1, count: 50_000), [1, 10])
      for _ in 0..<100 { profile.sample([9, 9], [1, 10]) }
    }
    try expectGoMerges([[profile]])
    let answers = try GoToolchain.get().preprofile([
      profile, EdgeTable(try parse(profile)).encoded(comments: []),
    ])
    #expect(answers[0] == answers[1])
  }

  /// A copy of the name for each type would take terabytes.
  @Test func manyTypesOfOneLongName() throws {
    var profile = ProfileBuilder(types: ["samples/count"])
    let long = profile.duplicateString(String(repeating: "t", count: 1_000_000))
    for _ in 0..<100_000 { profile.message(1) { $0.number(1, long) } }
    #expect(verdict(profile.bytes)?.kind == .tooLarge)
  }

  @Test func manySamplesOfOneLocation() throws {
    let profile = ProfileBuilder.simple { profile in
      for number in 0..<100_000 as Range<UInt64> { profile.sample([number % 3 + 1], [1, 10]) }
    }
    try expectGoMerges([[profile, profile]])
  }

  @Test func manyTinyRows() throws {
    for field in 1...15 {
      var profile = WireBuilder()
      for _ in 0..<100_000 { profile.content(field, []) }
      _ = verdict(profile.bytes)
      profile = WireBuilder()
      for _ in 0..<100_000 { profile.number(field, 0) }
      _ = verdict(profile.bytes)
    }
  }

  /// They are told of as one alone is, and where samples and locations are isn't noted for all.
  @Test(arguments: [2, 4]) func manyEmptySamplesOrLocations(field: Int) {
    func refusal(_ count: Int) -> String? {
      let profile = ProfileBuilder.simple { profile in
        for _ in 0..<count { profile.message(field) { _ in } }
      }
      return verdict(profile)?.message
    }
    #expect(refusal(1) != nil)
    #expect(refusal(1) == refusal(300_000))
  }
}
