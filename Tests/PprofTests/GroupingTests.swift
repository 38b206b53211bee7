import Pprof
import Testing

/// When merging merges gives the bytes that merging everything gives, and when it doesn't.
@Suite struct GroupingTests {
  @Test func whatMayBeMergedInPartsGivesTheSameBytes() throws {
    var random = SeededGenerator("merges of merges")
    var generated = 0
    for _ in 0..<400 {
      let profiles = try (0..<Int.random(in: 2...9, using: &random)).map { _ in
        GeneratedProfile(mergesInParts: true).make(using: &random)
      }.filter {
        let profile = try parse($0)
        return profile.sumForMergingInParts != nil && !profile.schema.periodType.type.isEmpty
      }
      guard profiles.count > 1 else { continue }
      generated += 1
      #expect(try Self.grouped(profiles, &random) == merge(profiles))
    }
    #expect(generated > 100)
  }

  @Test func theCorporaMayBeMergedInParts() throws {
    var random = SeededGenerator("merges of merged corpora")
    for corpus in [Corpus.std, Corpus.svc] {
      let profiles = corpus.profiles.shuffled(using: &random)
      for profile in profiles { #expect(try parse(profile).sumForMergingInParts != nil) }
      #expect(try Self.grouped(profiles, &random) == merge(profiles))
    }
  }

  @Test func aTimeOfZeroMatters() throws {
    try expectDifference([5, 0, 7].map { Self.profile(time: $0) }, group: 1..<3)
  }

  @Test func aNegativePeriodMatters() throws {
    try expectDifference([-5, 0, -7].map { Self.profile(period: $0) }, group: 1..<3)
  }

  @Test func negativeValuesThatCancelOutMatter() throws {
    try expectDifference(
      [
        Self.profile(samples: [([3, 1], 5)]), Self.profile(samples: [([3, 1], -5), ([2, 1], 1)]),
        Self.profile(samples: [([3, 1], 3)]),
      ], group: 0..<2)
  }

  @Test func valuesThatOverflowToZeroMatter() throws {
    let profiles = [
      Self.profile(samples: [([3, 1], .max), ([2, 1], 1)]),
      Self.profile(samples: [([3, 1], .max)]),
      Self.profile(samples: [([3, 1], 2)]), Self.profile(samples: [([3, 1], 3)]),
    ]
    // No single one shows it: their sum does.
    for profile in profiles.dropFirst() { #expect(try parse(profile).sumForMergingInParts != nil) }
    try expectDifference(profiles, group: 0..<3)
  }

  @Test func aProfileOfWhichTheValuesOverflowMatters() throws {
    let overflowing = Self.profile(samples: [([3, 1], .max), ([3, 1], .max), ([3, 1], 2)])
    #expect(try parse(overflowing).sumForMergingInParts == nil)
  }

  @Test func aLabelOfAnotherEmptyStringMatters() throws {
    try expectDifference(
      [
        Self.labelled { .raw(key: $0, string: $1) }, Self.profile(), Self.profile(),
      ], group: 0..<2)
  }

  @Test func aNumberWithAnEmptyUnitMatters() throws {
    try expectDifference(
      [
        Self.labelled { .raw(key: $0, number: 1, unit: $1) },
        Self.labelled { key, _ in .raw(key: key, number: 1) }, Self.profile(),
      ], group: 0..<2)
  }

  @Test func aFirstMappingThatNothingRefersToMatters() throws {
    func profile(start: UInt64, uses: Bool) -> [UInt8] {
      var profile = ProfileBuilder()
      profile.number(9, 5)
      profile.function(1, "f")
      profile.mapping(1, start: start, limit: start + 0x1000, file: "/bin/app")
      profile.location(
        1, mapping: uses ? 1 : 0, address: start + 16, lines: [.init(function: 1, line: 1)])
      profile.sample([1], [1, 1])
      return profile.bytes
    }
    try expectDifference(
      [
        Self.profile(), profile(start: 0x1000, uses: false), profile(start: 0x2000, uses: true),
      ], group: 1..<3)
  }

  @Test func aFirstMappingThatIsThereTwiceMatters() throws {
    var profile = ProfileBuilder()
    profile.number(9, 5)
    profile.function(1, "f")
    for (id, start) in [(1, 0x1000), (2, 0x9000)] as [(UInt64, UInt64)] {
      profile.mapping(id, start: start, limit: start + 0x1000, file: "/bin/other")
      profile.location(id, mapping: id, address: start + 16, lines: [.init(function: 1, line: 1)])
    }
    profile.sample([2, 1], [1, 1])
    try expectDifference([Self.profile(), profile.bytes, profile.bytes], group: 1..<3)
  }

  /// Expects that merging the group first gives other bytes, and that the profiles say so.
  private func expectDifference(
    _ profiles: [[UInt8]], group: Range<Int>, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var parts = profiles
    parts.replaceSubrange(group, with: [try merge(Array(profiles[group]))])
    #expect(try merge(parts) != merge(profiles), sourceLocation: sourceLocation)
    var summary = SpanSummary()
    for profile in profiles {
      summary.add(SpanSummary(try parse(profile), content: Fingerprint()))
    }
    #expect(summary.largestGroup?.mergesInParts == false, sourceLocation: sourceLocation)
  }

  private static func profile(
    time: Int64 = 5, period: Int64 = 10, samples: [([UInt64], Int64)] = [([3, 2], 1)]
  ) -> [UInt8] {
    ProfileBuilder.simple { profile in
      profile.number(9, time)
      profile.number(12, period)
      for (locations, value) in samples { profile.sample(locations, [value, 0]) }
    }
  }

  private static func labelled(
    _ label: (_ key: UInt64, _ empty: UInt64) -> ProfileBuilder.Label
  ) -> [UInt8] {
    ProfileBuilder.simple { profile in
      profile.number(9, 5)
      profile.number(12, 10)
      let (key, empty) = (profile.string("key"), profile.duplicateString(""))
      profile.sample([3, 2], [1, 0], [label(UInt64(key), UInt64(empty))])
    }
  }

  /// The merge, made in the order of a random tree of merges.
  private static func grouped(
    _ profiles: [[UInt8]], _ random: inout SeededGenerator
  ) throws -> [UInt8] {
    var parts = profiles
    while parts.count > 1 {
      let first = Int.random(in: 0..<parts.count - 1, using: &random)
      let last = Int.random(in: first + 1..<parts.count, using: &random)
      parts.replaceSubrange(first...last, with: [try merge(Array(parts[first...last]))])
    }
    return parts[0]
  }
}
