import Pprof
import Testing

/// A profile that isn't merged is written as google/pprof writes it.
@Suite struct ProfileEncodingTests {
  @Test func corporaAreWrittenAsGoWritesThem() throws {
    try expectGoBytes(Corpus.std.profiles + Corpus.svc.profiles)
  }

  @Test func generatedProfilesAreWrittenAsGoWritesThem() throws {
    var random = SeededGenerator("profiles to write")
    let kind = GeneratedProfile(negatives: 0.2, hasOrderedIDs: true)
    try expectGoBytes((0..<400).map { _ in kind.make(using: &random) })
  }

  private func expectGoBytes(_ profiles: [[UInt8]]) throws {
    let answers = try GoToolchain.get().rewrite(profiles)
    for (index, (profile, answer)) in zip(profiles, answers).enumerated() {
      guard case .bytes = answer else { continue }
      let own = try Profile(parsing: profile, maxInflated: testLimit).encoded()
      #expect(.bytes(own) == answer, "case \(index)")
    }
  }
}
