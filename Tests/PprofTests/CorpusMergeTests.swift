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
}

let testLimit = 256 << 20

func merge(_ profiles: [[UInt8]]) throws -> [UInt8] {
  var merger = Merger()
  for bytes in profiles { try merger.add(Profile(parsing: bytes, maxInflated: testLimit)) }
  return try merger.encoded()
}
