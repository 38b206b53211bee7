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

  /// Locations whose messages have one to three bytes of length.
  @Test func locationsOfAnyLengthAreWrittenAsGoWritesThem() throws {
    var random = SeededGenerator("long locations")
    try expectGoBytes(
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 30, 200, 500, 700, 4000].map { count in
        var profile = ProfileBuilder()
        profile.mapping(1, limit: 1 << 40, file: "program")
        for id in 1...9 { profile.function(UInt64(id), "f\(id)") }
        profile.location(
          1, mapping: 1, address: .random(in: 1..<1 << 40, using: &random),
          lines: (0..<count).map { _ in
            ProfileBuilder.Line(
              function: .random(in: 1...9, using: &random),
              line: [1, 200, 70_000, .max, -1].randomElement(using: &random)!,
              column: [0, 0, 3, .min].randomElement(using: &random)!)
          }, isFolded: count % 2 == 0)
        profile.sample([1], [1, 2])
        return profile.bytes
      })
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
