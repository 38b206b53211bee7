import Pprof
import Testing

/// However many threads merge, the bytes and the errors are those of one.
@Suite struct ConcurrentMergeTests {
  @Test(arguments: [1, 2, 3, 8, 200]) func theNumberOfThreadsChangesNothing(threads: Int) throws {
    for corpus in [Corpus.std, Corpus.svc] {
      let merged = try mergeConcurrently(corpus.profiles, threads: threads).encoded()
      #expect(try merged == merge(corpus.profiles), "\(corpus.name)")
    }
  }

  @Test func mergesMergesThatAreLarge() throws {
    let corpora = [Corpus.std, Corpus.svc].map(\.profiles)
    let parts = try (0..<6).map { try merge(Array(corpora[$0 % 2].dropFirst($0))) }
    #expect(try mergeConcurrently(parts, threads: 4).encoded() == merge(parts))
  }

  @Test func nothingMergesIntoNothing() throws {
    #expect(throws: ProfileError.self) { try mergeConcurrently([], threads: 2).encoded() }
  }

  @Test func theFirstCaptureToBlameIsNamed() throws {
    var random = SeededGenerator("captures to spoil")
    for threads in [1, 2, 5] {
      var profiles = Corpus.svc.profiles
      let spoilt = profiles.indices.shuffled(using: &random).prefix(4)
      for number in spoilt { profiles[number] = Array(profiles[number].dropLast(20)) }
      let failure = #expect(throws: MergeFailure.self) {
        try mergeConcurrently(profiles, threads: threads)
      }
      #expect(failure?.number == spoilt.min())
      #expect((failure?.reason as? ProfileError)?.kind == .truncated)
    }
  }

  @Test func profilesOfOtherTypesAreToBlame() throws {
    let other = ProfileBuilder.simple(types: ["cpu/nanoseconds"]) { $0.sample([1], [1]) }
    for threads in [1, 3] {
      let profiles = Array(Corpus.svc.profiles.prefix(9)) + [other] + Corpus.svc.profiles
      let failure = #expect(throws: MergeFailure.self) {
        try mergeConcurrently(profiles, threads: threads)
      }
      #expect(failure?.number == 9)
      #expect((failure?.reason as? ProfileError)?.kind == .incompatible)
    }
  }

  @Test func whatCannotBeLoadedIsToBlame() throws {
    struct Gone: Error {}
    let failure = #expect(throws: MergeFailure.self) {
      try Merger.merging(captures: 5, threads: 2, maxInflated: testLimit) { number, file in
        if number == 3 { throw Gone() }
        file = Corpus.svc.profiles[number]
      }
    }
    #expect(failure?.number == 3)
    #expect(failure?.reason is Gone)
  }
}

private func mergeConcurrently(
  _ profiles: [[UInt8]], threads: Int
) throws(MergeFailure) -> Merger {
  try Merger.merging(captures: profiles.count, threads: threads, maxInflated: testLimit) {
    number, file in file = profiles[number]
  }
}
