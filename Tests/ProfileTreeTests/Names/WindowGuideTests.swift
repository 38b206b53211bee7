import ProfileTree
import Testing

@Suite("merged/README")
struct WindowGuideTests {
  /// The first words of the lines that show a window and then what it is.
  private var shown: [String] {
    WindowGuide.text.split(separator: "\n").filter { $0.hasPrefix("    ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
      .filter { !$0.contains("<") && $0 != "go" && $0 != "from" }
  }

  @Test("Every window that it shows is one")
  func examples() throws {
    #expect(shown.count >= 14)
    for window in shown { _ = try Window(parsing: window) }
  }

  @Test("It fits a terminal")
  func size() {
    let lines = WindowGuide.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count < 60)
    #expect(lines.allSatisfy { $0.utf8.count <= 100 })
    #expect(WindowGuide.text.hasSuffix("\n"))
  }
}
