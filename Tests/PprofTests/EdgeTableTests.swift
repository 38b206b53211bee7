import Pprof
import Testing

/// `.pgo` makes Go's compiler read what it reads of the `.pprof`.
@Suite struct EdgeTableTests {
  @Test func goReadsTheSameOfTheCorporaAsOfTheirMerges() throws {
    let go = try GoToolchain.get()
    for corpus in [Corpus.std, Corpus.svc] {
      let table = try sum(corpus.profiles)
      #expect(table.isAdditive)
      let small = table.encoded(comments: ["made from \(corpus.name)"])
      let expected = try go.toolPreprofile(merge(corpus.profiles))
      #expect(expected.count > 10_000)
      #expect(try go.toolPreprofile(Gzip.deflate(small)) == expected)
      let merged = EdgeTable(try parse(merge(corpus.profiles)))
      #expect(merged.encoded(comments: []) == table.encoded(comments: []))
      print("\(corpus.name).pgo: \(Gzip.deflate(small, level: 9).count) bytes")
    }
  }

  @Test func goReadsTheSameOfEachFile() throws {
    let go = try GoToolchain.get()
    let profiles = Corpus.std.profiles + Corpus.svc.profiles
    let small = try profiles.map { EdgeTable(try parse($0)).encoded(comments: []) }
    let answers = try go.preprofile(profiles + small)
    for index in profiles.indices {
      #expect(answers[index] == answers[index + profiles.count])
    }
  }

  @Test func theOrderOfFilesDoesNotMatter() throws {
    var random = SeededGenerator("order of tables")
    let profiles = Corpus.svc.profiles
    let shuffled = profiles.shuffled(using: &random)
    #expect(try sum(profiles).encoded(comments: []) == sum(shuffled).encoded(comments: []))
  }

  /// So encoded tables can be kept and summed.
  @Test func encodedTablesHaveTheSameEdges() throws {
    for profile in Corpus.std.profiles.prefix(20) {
      let bytes = EdgeTable(try parse(profile)).encoded(comments: [])
      #expect(EdgeTable(try parse(bytes)).encoded(comments: []) == bytes)
    }
  }
}

func sum(_ profiles: [[UInt8]]) throws -> EdgeTable {
  var table = EdgeTable()
  for profile in profiles { table.add(EdgeTable(try parse(profile))) }
  return table
}
