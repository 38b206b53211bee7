import Testing

import ProfileStore

struct PinnedNameTests {
  @Test(arguments: [
    "v1.42.pgo", "a.pprof", "v1.42+build.7.pgo", "a_b-c.pgo", "2024-10-12.pgo", "merged.pgo",
    "a.pgo.pgo", "a.pprof.pgo",
  ])
  func aWordWithAnEndingIsOne(fileName: String) {
    #expect(PinnedName(fileName)?.fileName == fileName)
  }

  @Test(arguments: [
    "", ".pgo", ".pprof", "a", "a.txt", "a.PGO", "a.pgo ", "+a.pgo", ".a.pgo", "-a.pgo", "_a.pgo",
    "a b.pgo", "a/b.pgo", "ä.pgo", "a.pgo\u{301}", "a\u{0}.pgo", "a.pgo.gz", "apgo",
  ])
  func anyOtherNameIsNone(fileName: String) {
    #expect(PinnedName(fileName) == nil)
  }

  @Test(arguments: [".pgo", ".pprof"])
  func itHas128CharactersBeforeTheEndingAtMost(ending: String) {
    let longest = String(repeating: "a", count: 128)
    #expect(PinnedName(longest + ending) != nil)
    #expect(PinnedName(longest + "a" + ending) == nil)
  }
}
