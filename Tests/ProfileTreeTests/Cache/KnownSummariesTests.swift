import Pprof
import TestSupport
import Testing

@testable import ProfileTree

/// What is remembered of summaries, and that it is bounded.
@Suite struct KnownSummariesTests {
  let known = KnownSummaries()

  private func key(_ number: Int) -> PartKey {
    PartKey(kind: .summary, high: 0, low: UInt64(number))
  }

  private func summary(calling callees: [String]) throws -> SpanSummary {
    let bytes = TestProfile(calling: callees).message
    return SpanSummary(try Profile(parsing: bytes, maxInflated: 1 << 30), content: Fingerprint())
  }

  @Test func `a summary is known as it was until it is forgotten`() throws {
    let summary = try summary(calling: ["main.f", "main.g"])
    #expect(!known.contains(key(1)) && known.use(key(1)) == nil)
    #expect(known.remember(summary, as: key(1)).encoded() == summary.encoded())
    #expect(known.contains(key(1)) && !known.contains(key(2)))
    #expect(known.use(key(1))?.summary.encoded() == summary.encoded())
    #expect(known.use(key(1))?.isToBeNoted == false)
    known.forget(key(1))
    #expect(known.use(key(1)) == nil)
  }

  @Test func `past their size those go that were used longest ago`() throws {
    let summary = try summary(calling: (0..<1000).map { "main.f\($0)" })
    let room = Limits.knownSummaryBytes / summary.footprint
    for number in 0..<room {
      _ = known.remember(summary, as: key(number))
      _ = known.use(key(0))
    }
    #expect((0..<room).allSatisfy { known.contains(key($0)) })
    _ = known.remember(summary, as: key(room))
    let left = (0...room).filter { known.contains(key($0)) }
    #expect(left.count <= room / 2 + 1 && left.count >= room / 2 - 1)
    #expect(left.first == 0 && left.last == room)
  }

  @Test func `past their names' size all are forgotten, and those in use stay as they are`() throws
  {
    let first = try summary(calling: ["main.f"])
    var sum = known.remember(first, as: key(0))
    let long = String(repeating: "x", count: Limits.knownNameBytes)
    _ = known.remember(try summary(calling: [long]), as: key(1))
    #expect(!known.contains(key(0)) && !known.contains(key(1)))
    sum.add(known.remember(first, as: key(0)))
    #expect(known.contains(key(0)))
    var expected = first
    expected.add(first)
    #expect(sum.encoded() == expected.encoded())
  }
}
