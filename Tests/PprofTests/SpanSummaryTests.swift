import Pprof
import Testing

/// A summary of a run of captures adds up, and can be kept as bytes.
@Suite struct SpanSummaryTests {
  @Test func summariesAddUpInAnyGrouping() throws {
    var random = SeededGenerator("grouping of summaries")
    for _ in 0..<40 {
      let parts = try Self.summaries(&random)
      let whole = Self.sum(parts)
      #expect(whole.captures.count == parts.count)
      #expect(Self.grouped(parts, &random).encoded() == whole.encoded())
      var padded = SpanSummary()
      padded.add(whole)
      padded.add(SpanSummary())
      #expect(padded.encoded() == whole.encoded())
    }
  }

  @Test func whatWasWrittenIsReadAgain() throws {
    var random = SeededGenerator("summaries as bytes")
    for _ in 0..<40 {
      let parts = try Self.summaries(&random)
      let whole = Self.sum(parts)
      let bytes = whole.encoded()
      let read = try #require(SpanSummary(decoding: bytes))
      #expect(read.captures == whole.captures)
      #expect(read.encoded() == bytes)
      #expect(Self.pgo(read) == Self.pgo(whole))
      #expect(read.largestGroup?.members == whole.largestGroup?.members)
      #expect(read.largestGroup?.mergesInParts == whole.largestGroup?.mergesInParts)
      #expect(read.largestGroup?.edges.isAdditive == whole.largestGroup?.edges.isAdditive)
      let kept = try parts.map { try #require(SpanSummary(decoding: $0.encoded())) }
      #expect(Self.grouped(kept, &random).encoded() == bytes)
    }
  }

  @Test func summariesThatShareNamesAddUpAlike() throws {
    var random = SeededGenerator("summaries that share names")
    for _ in 0..<20 {
      let names = SharedNames()
      var (plain, shared, mixed) = (SpanSummary(), SpanSummary(), SpanSummary())
      for part in try Self.summaries(&random) {
        let other = part.sharing(names)
        #expect(other.encoded() == part.encoded())
        plain.add(part)
        shared.add(other)
        mixed.add(Bool.random(using: &random) ? part : other)
        // Names come after some were asked for in order.
        for sum in [shared, mixed, shared.sharing(SharedNames())] {
          #expect(sum.encoded() == plain.encoded())
          #expect(Self.pgo(sum) == Self.pgo(plain))
        }
      }
    }
  }

  @Test func edgesOfASummaryAreThoseOfTheMerge() throws {
    for corpus in [Corpus.std, Corpus.svc] {
      let parts = try corpus.profiles.map { try Self.summary($0) }
      let group = try #require(Self.sum(parts).largestGroup)
      #expect(group.members == Array(parts.indices))
      #expect(group.edges.isAdditive && group.mergesInParts)
      let merged = EdgeTable(try parse(merge(corpus.profiles)))
      #expect(group.edges.encoded(comments: []) == merged.encoded(comments: []))
    }
  }

  @Test func theLargestGroupIsTheEarliestOfTheLargest() throws {
    let cpu = try Self.summary(ProfileBuilder.simple())
    let count = try Self.summary(
      ProfileBuilder.simple(types: ["samples/count"]) { $0.sample([2, 1], [1]) })
    let bad = SpanSummary(leftOut: "torn")
    let schemas = [cpu, count].map { $0.schema(of: 0) }
    for (order, expected, members) in [
      ([bad, count, cpu], 1, [1]), ([cpu, bad, count], 0, [0]), ([count, cpu, cpu], 0, [1, 2]),
      ([cpu, count, count, cpu], 0, [0, 3]),
    ] {
      let group = try #require(Self.sum(order).largestGroup)
      #expect(group.schema == schemas[expected])
      #expect(group.members == members)
    }
    #expect(Self.sum([bad, bad]).largestGroup == nil)
    #expect(Self.sum([bad]).captures == [.leftOut(reason: "torn")])
    #expect(SpanSummary().largestGroup == nil)
  }

  @Test func whatIsCutShortOrTooLongIsRefused() throws {
    var random = SeededGenerator("cut summaries")
    for _ in 0..<10 {
      let bytes = Self.sum(try Self.summaries(&random)).encoded()
      for length in bytes.indices where length < 200 || length % 7 == 0 {
        #expect(SpanSummary(decoding: Array(bytes[..<length])) == nil)
      }
      #expect(SpanSummary(decoding: bytes + [0]) == nil)
    }
  }

  @Test func damageIsNeverATrap() throws {
    var random = SeededGenerator("damaged summaries")
    let whole = Self.sum(try Self.summaries(&random))
    let bytes = Self.sum(try Self.summaries(&random)).encoded()
    var read = 0
    for _ in 0..<3000 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let position = Int.random(in: damaged.indices, using: &random)
        damaged[position] = [0, 1, 0x7f, 0x80, 0xff, .random(in: 0...255, using: &random)]
          .randomElement(using: &random)!
      }
      guard let summary = SpanSummary(decoding: damaged) else { continue }
      read += 1
      var sum = whole
      sum.add(summary)
      sum.add(whole)
      _ = Self.pgo(sum)
      _ = Self.pgo(summary)
    }
    print("\(read) of 3000 damaged summaries were read as others")
  }

  private static func summary(_ bytes: [UInt8]) throws -> SpanSummary {
    var content = Fingerprint()
    content.update(bytes)
    return SpanSummary(try parse(bytes), content: content)
  }

  /// Summaries of single captures: of generated ones, of several schemas, and of some that are left
  /// out.
  private static func summaries(_ random: inout SeededGenerator) throws -> [SpanSummary] {
    try (0..<Int.random(in: 1...12, using: &random)).map { _ in
      if Int.random(in: 0..<6, using: &random) == 0 {
        return SpanSummary(leftOut: ["", "torn", "größer"].randomElement(using: &random)!)
      }
      if Int.random(in: 0..<6, using: &random) == 0 {
        return try summary(Corpus.svc.profiles.randomElement(using: &random)!)
      }
      var profile = GeneratedProfile()
      profile.negatives = Bool.random(using: &random) ? 0.1 : 0
      profile.types = [["samples/count", "cpu/nanoseconds"], ["samples/count"]]
        .randomElement(using: &random)!
      return try summary(profile.make(using: &random))
    }
  }

  private static func sum(_ parts: [SpanSummary]) -> SpanSummary {
    parts.reduce(into: SpanSummary()) { $0.add($1) }
  }

  /// The sum, added up in the order of a random tree.
  private static func grouped(
    _ parts: [SpanSummary], _ random: inout SeededGenerator
  ) -> SpanSummary {
    var parts = parts
    while parts.count > 1 {
      let position = Int.random(in: 0..<parts.count - 1, using: &random)
      let right = parts.remove(at: position + 1)
      parts[position].add(right)
    }
    return parts[0]
  }

  private static func pgo(_ summary: SpanSummary) -> [UInt8]? {
    summary.largestGroup?.edges.encoded(comments: ["x"])
  }
}
