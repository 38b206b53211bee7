import Pprof
import Testing

/// `.pprof` is google/pprof's merge, byte for byte.
@Suite struct CorpusMergeTests {
  @Test func theCorporaAreComplete() {
    #expect(Corpus.std.files.count == 52)
    #expect(Corpus.svc.files.count == 96)
  }

  @Test func mergesAsGoToolPprofDoes() throws {
    let go = try GoToolchain.get()
    for corpus in [Corpus.std, Corpus.svc] {
      let expected = try Gzip.inflate(go.toolMerge(corpus.files), limit: testLimit)
      #expect(try merge(corpus.profiles) == expected, "all of \(corpus.name)")
    }
  }

  @Test func mergesAnyFilesInAnyOrder() throws {
    var random = SeededGenerator("subsets to merge")
    let all = Corpus.std.profiles + Corpus.svc.profiles
    var cases = [Corpus.std.profiles, Corpus.svc.profiles, all].flatMap { corpus in
      [1, 2, 5, 13].map { count in Array(corpus.shuffled(using: &random).prefix(count)) }
    }
    // One file twice: every sample is folded.
    cases.append([cases[0][0], cases[0][0]])
    cases += try cases.map { try [merge($0)] }
    for (profiles, answer) in zip(cases, try GoToolchain.get().merge(cases)) {
      #expect(try .bytes(merge(profiles)) == answer)
    }
  }

  /// So partial merges can be kept and reused.
  @Test func mergesOfMergesAreMergesOfAll() throws {
    var random = SeededGenerator("places to split")
    for corpus in [Corpus.std, Corpus.svc] {
      let profiles = corpus.profiles.shuffled(using: &random)
      let split = Int.random(in: 1..<profiles.count, using: &random)
      let parts = try [merge(Array(profiles[..<split])), merge(Array(profiles[split...]))]
      #expect(try merge(parts) == merge(profiles), "\(corpus.name) split at \(split)")
    }
  }
}

let testLimit = 256 << 20

func parse(_ bytes: [UInt8]) throws(ProfileError) -> Profile {
  try Profile(parsing: bytes, maxInflated: testLimit)
}

func merge(_ profiles: [[UInt8]]) throws(ProfileError) -> [UInt8] {
  var merger = Merger()
  for bytes in profiles { try merger.add(parse(bytes)) }
  return try merger.encoded()
}
