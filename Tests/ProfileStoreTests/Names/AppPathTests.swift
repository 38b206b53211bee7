import Testing

import ProfileStore

struct AppPathTests {
  @Test(arguments: [
    "sample", "prod/sample", "a/b/c/d/e/f/g/h", "0", "A.b_c-d", "Merged", "merged2", "pinned.old",
    "2024", "2024-10", "2024-10-1", "2024-10-123", "x2024-10-12", "v1..2",
  ])
  func aPathOfComponentsIsAnApp(text: String) throws {
    let app = try #require(AppPath(text))
    #expect(app.description == text)
    #expect(app.components == text.split(separator: "/").map(String.init))
  }

  @Test(arguments: [
    "", "/", "/sample", "sample/", "a//b", "merged", "pinned", "a/merged", "pinned/a", "2024-10-12",
    "a/2024-10-12", "2024-13-99", ".", "..", "a/../b", ".hidden", "-a", "_a", "a b", "a+b", "ä",
    "a\u{301}", "a\n", "a\u{0}", "a/b/c/d/e/f/g/h/i", "a:b", "\u{212A}elvin",
  ])
  func anyOtherTextIsNone(text: String) {
    #expect(AppPath(text) == nil)
  }

  @Test func aComponentHas128CharactersAtMost() {
    let longest = String(repeating: "a", count: 128)
    #expect(AppPath(longest) != nil)
    #expect(AppPath(longest + "a") == nil)
    #expect(AppPath(Array(repeating: longest, count: 8).joined(separator: "/")) != nil)
  }

  @Test func aPathHasEightComponentsAtMost() throws {
    let deepest = app("a/b/c/d/e/f/g/h")
    #expect(deepest.appending("i") == nil)
    #expect(deepest.parent?.appending("x") == app("a/b/c/d/e/f/g/x"))
    #expect(AppPath(components: []) == nil)
    #expect(AppPath(String(repeating: "a/", count: 100_000)) == nil)
  }

  @Test func anAppContainsItselfAndWhatIsBelow() {
    #expect(app("a/b").contains(app("a/b")))
    #expect(app("a/b").contains(app("a/b/c")))
    #expect(!app("a/b").contains(app("a")))
    #expect(!app("a/b").contains(app("a/bc")))
  }

  @Test func parentAndNameAreThePartsOfAPath() {
    #expect(app("a/b/c").parent == app("a/b"))
    #expect(app("a/b/c").name == "c")
    #expect(app("a").parent == nil)
  }

  @Test func anAppComesBeforeThoseBelowIt() {
    let paths = ["a", "a/b", "a/b/c", "a-b", "b"]
    #expect(paths.shuffled().map(app).sorted().map(\.description) == paths)
  }
}
