import ProfileTree
import Testing

@Suite("Names in merged/")
struct MergedNameTests {
  @Test("A window with an extension is a view of it")
  func views() throws {
    for format in ViewFormat.allCases {
      let window = try Window(parsing: "last7d")
      #expect(try MergedName.parse("last7d.\(format.rawValue)") == .view(window, format))
    }
    #expect(try MergedName.parse("README") == .readme)
  }

  @Test("Forms that aren't offered yet have valid names")
  func notOffered() throws {
    #expect(try MergedName.parse("last7d.json") == .notOffered)
    #expect(try MergedName.parse("2024-10-12.svg") == .notOffered)
  }

  @Test(
    "Any other name isn't there",
    arguments: [
      "", "last7d", "last7d.gz", "last7d.pprof.gz", "last7d.PGO", "last7d.pgo.", "readme",
      "README.md",
      "sample", ".", "..", ".git", "go.mod", "default.pgo~",
    ])
  func notThere(name: String) throws {
    #expect(try MergedName.parse(name) == nil)
  }

  @Test(
    "One of our extensions without a window before it is an error",
    arguments: [
      "default.pgo", "last7x.pprof", "2024.txt", "2024-02-30.json", "a.svg", ".pgo", "last7d.x.pgo",
    ])
  func noWindow(name: String) {
    #expect(throws: WindowError.self) { try MergedName.parse(name) }
  }
}
