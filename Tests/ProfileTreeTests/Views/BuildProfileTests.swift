import ProfileStore
import Testing

@testable import Pprof
@testable import ProfileTree

/// `.pgo` makes the same build as `.pprof`.
@Suite struct BuildProfileTests {
  let fixture = TreeFixture()

  private func edges(_ path: String) throws -> [UInt8] {
    let profile = try Profile(parsing: fixture.read(path), maxInflated: 1 << 30)
    return EdgeTable(profile).encoded(comments: [])
  }

  @Test func `it has the call edges of the merge`() throws {
    for hour in 10..<20 {
      let profile = TestProfile(calling: (0..<hour).map { "main.f\($0)" })
      try fixture.add("sample/2024-10-12/\(hour)-00-00Z.pprof", profile.gzipped)
    }
    #expect(try edges("sample/merged/all.pgo") == edges("sample/merged/all.pprof"))
  }

  /// Weights that cancel out: the merge drops the samples, a sum of edges doesn't.
  private func plantCancelling() throws {
    for (hour, weight) in [(10, 5), (11, -5)] as [(Int, Int64)] {
      var profile = TestProfile(calling: ["main.f", "main.g"])
      profile.calls[0].weight = weight
      try fixture.add("sample/2024-10-12/\(hour)-00-00Z.pprof", profile.gzipped)
    }
  }

  @Test func `it has them where they aren't the sum of the captures' edges`() throws {
    try plantCancelling()
    #expect(try callees(fixture.read("sample/merged/all.pprof")) == ["main.g"])
    #expect(try edges("sample/merged/all.pgo") == edges("sample/merged/all.pprof"))
    #expect(try callees(fixture.read("sample/merged/all.pgo")) == ["main.g"])
  }

  @Test func `it says what it was made from`() throws {
    try fixture.add("sample/2024-10-11/09-00-00Z.pprof", capture("main.f"))
    try fixture.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.g"))
    let message = try Gzip.inflate(fixture.read("sample/merged/all.pgo"), limit: 1 << 20)
    let text = String(decoding: message, as: UTF8.self)
    #expect(text.contains("2 captures"))
    #expect(text.contains("first sample/2024-10-11/09-00-00Z.pprof"))
    #expect(text.contains("last sample/2024-10-12/09-00-00Z.pprof"))
  }
}
