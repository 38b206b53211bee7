import Pprof
import Testing

/// What is left of a profile whose labels are removed.
@Suite struct LabelRemovalTests {
  private let labelled = ProfileBuilder.simple { profile in
    profile.sample([2, 1], [1, 10], [.text("tenant", "acme-corp"), .text("route", "/pay")])
    profile.sample([2, 1], [1, 10], [.text("tenant", "umbrella"), .text("route", "/pay")])
    profile.sample([1], [1, 10], [.number("bytes", 5, unit: "kb-of-acme")])
  }

  private func removing(_ labels: RemovedLabels) throws -> [UInt8] {
    let profile = try Profile(parsing: labelled, maxInflated: 1 << 20)
    return try Gzip.inflate(profile.removing(labels), limit: 1 << 20)
  }

  private func holds(_ bytes: [UInt8], _ text: String) -> Bool {
    String(decoding: bytes, as: Unicode.ASCII.self).contains(text)
  }

  @Test func `neither labels nor their strings are left`() throws {
    let bytes = try removing(.all)
    for word in ["tenant", "acme", "umbrella", "route", "/pay", "bytes", "kb-of"] {
      #expect(!holds(bytes, word), "\(word)")
    }
    // What differed by labels alone is one sample now.
    #expect(try Profile(parsing: bytes, maxInflated: 1 << 20).sampleCount == 2)
  }

  @Test func `only those that are named go`() throws {
    let bytes = try removing(.named(["tenant", "no-such"]))
    #expect(!holds(bytes, "acme-corp") && !holds(bytes, "umbrella") && !holds(bytes, "tenant"))
    #expect(holds(bytes, "route") && holds(bytes, "/pay") && holds(bytes, "kb-of-acme"))
    #expect(try Profile(parsing: bytes, maxInflated: 1 << 20).sampleCount == 2)
  }

  @Test func `what the compiler reads doesn't change`() throws {
    for bytes in Corpus.svc.profiles.prefix(5) {
      let profile = try parse(bytes)
      let stripped = try parse(profile.removing(.all))
      #expect(stripped.schema == profile.schema)
      #expect(stripped.timeNanos == profile.timeNanos)
      #expect(stripped.durationNanos == profile.durationNanos)
      #expect(
        EdgeTable(stripped).encoded(comments: []) == EdgeTable(profile).encoded(comments: []))
    }
  }
}
