import ProfileStore
import TestSupport
import Testing

/// `.pprof` is google/pprof's merge of the window's captures, byte for byte once uncompressed, and a
/// build reads the same from `.pgo`.
@Suite(.everyStore) struct CorpusTests {
  @Test func `52 profiles of the standard library merge as Go merges them`() throws {
    try expectGoMerge(of: Corpus.standardLibrary.captures(of: "std"), count: 52, as: "std")
  }

  @Test func `96 captures of a service merge as Go merges them`() throws {
    try expectGoMerge(of: Corpus.service.captures(of: "svc"), count: 96, as: "svc")
  }

  @Test func `both corpora under one app merge as Go merges them, interleaved by time`() throws {
    let captures =
      Corpus.standardLibrary.captures(of: "all/std") + Corpus.service.captures(of: "all/svc")
    try expectGoMerge(of: captures, count: 148, as: "all")
  }

  @Test func `a capture alone is what go tool pprof makes of it alone`() throws {
    let mounted = try Mounted()
    let corpora = Corpus.standardLibrary.captures(of: "std") + Corpus.service.captures(of: "svc")
    let captures = stride(from: 0, to: corpora.count, by: 12).map { corpora[$0] }
    let result = mounted.go(
      captures.writing
        + captures.map { capture in
          let time = capture.name.time.milliseconds
          return "same_merge \(capture.app)/merged/\(time)_\(time + 1) \(capture.profile)\n"
        }.joined())
    #expect(result.status == 0, "\(result)")
  }

  @Test func `go tool pprof of the captures in the mount makes what the mount has made`() throws {
    let mounted = try Mounted()
    let captures = Array(Corpus.service.captures(of: "svc").suffix(12))
    let result = mounted.go(
      captures.writing + """
        same_merge svc/merged/all "$M"/svc/2024-10-1?/*Z.pprof
        """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `the windows of two days, merged by Go, are the window of both`() throws {
    let mounted = try Mounted()
    let result = mounted.go(
      Corpus.service.captures(of: "svc").writing + """
        cd "$M/svc/merged"
        same_merge svc/merged/2024-10-11_2024-10-12 2024-10-11.pprof 2024-10-12.pprof
        """)
    #expect(result.status == 0, "\(result)")
  }

  private func expectGoMerge(of captures: [PlacedCapture], count: Int, as app: String) throws {
    #expect(captures.count == count)
    let mounted = try Mounted()
    let result = mounted.go(
      captures.writing + """
        same_merge \(app)/merged/all \(captures.inOrder)
        same_edges \(app)/merged/all
        """)
    #expect(result.status == 0, "\(result)")
  }
}
