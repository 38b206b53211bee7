import Testing

@testable import Pprof
@testable import pgofs_bench

@Suite struct LargeSetTests {
  @Test("A seed makes the same bytes each time, and another seed others")
  func seed() {
    func first(_ seed: UInt64) -> [UInt8] {
      var set = LargeSet(seed: seed)
      return set.next(number: 0)
    }
    let bytes = first(7)
    #expect(first(7) == bytes)
    #expect(first(8) != bytes)
  }

  @Test("Files have the promised samples, frames, types and times, and share 70 % of their samples")
  func shape() throws {
    var set = LargeSet()
    #expect(set.graph.functions.count == 20_000)
    let known = Set(set.shared.map { $0.map { set.graph.sites[Int($0)].address } })
    for number in 0..<2 {
      let profile = try Profile(parsing: set.next(number: number), maxInflated: 1 << 30)
      try profile.checkCapture()
      #expect(profile.sampleCount == 30_000)
      #expect(
        profile.schema.description
          == "samples/count, cpu/nanoseconds; period cpu/nanoseconds")
      #expect(profile.timeNanos == Int64(1_728_691_200 + number * 600) * 1_000_000_000)
      #expect(profile.mappings.count == 3)
      #expect(profile.locations.contains { $0.lineRange.count > 1 })
      let stacks = (0..<profile.samples.count).map { sample in
        profile.samples.locations[profile.samples.locationRange(sample)].map {
          profile.locations[Int($0)].address
        }
      }
      #expect(stacks.allSatisfy { 40...60 ~= $0.count })
      let shared = stacks.count { known.contains($0) }
      #expect(abs(Double(shared) / 30_000 - 0.7) < 0.02)
    }
  }

  @Test("A profile with another time differs in nothing else")
  func retimed() throws {
    var set = LargeSet(seed: 3)
    let original = set.next(number: 0)
    let retimed = try Retimed(Deflate.deflated(original))
    #expect(try Deflate.inflated(retimed.profile(at: LargeSet.start)) == original)
    let later = try Deflate.inflated(retimed.profile(at: LargeSet.start + 60))
    #expect(zip(later, original).count { $0 != $1 } <= 10)
    #expect(
      try Profile(parsing: later, maxInflated: 1 << 30).timeNanos == 1_728_691_260_000_000_000)
  }
}
