import ProfileStore
import ProfileTree
import Testing

@Suite("A window's own text")
struct WindowTextTests {
  @Test(
    "The text of a window is its shortest form, and reads as the same window",
    arguments: [
      ("all", "all"), ("today", "today"), ("yesterday", "yesterday"),
      ("last24h", "last24h"), ("last024h", "last24h"), ("newest7d", "newest7d"),
      ("2024-10-12", "2024-10-12"), ("2024-10-12_2024-10-12", "2024-10-12"),
      ("2024-W41", "2024-W41"), ("2024-01_2024-12", "2024-01_2024-12"),
      ("2024-10-12_now", "2024-10-12_now"),
      ("2024-10-12T09:00:00Z_2024-10-12T17:30", "2024-10-12T09_2024-10-12T17-30"),
      ("2024-10-12T09+05-30_2024-10-12T17-00-01", "2024-10-12T03-30_2024-10-12T17-00-01"),
      ("1728725400000_1728725400250", "2024-10-12T09-30_1728725400250"),
      ("0_253402300800000", "1970-01-01T00_253402300800000"),
    ])
  func shortestForm(window: String, expected: String) throws {
    let window = try Window(parsing: window)
    #expect("\(window)" == expected)
    #expect(try Window(parsing: expected) == window)
  }

  @Test("No name traps, and every window that reads is within the calendar and round-trips")
  func generatedNames() throws {
    let seed = UInt64.random(in: .min ... .max)
    print("generated names: seed \(seed)")
    var generator = NameGenerator(state: seed)
    let pieces = [
      "last", "newest", "today", "all", "now", "_", "_", "-", ":", "T", "T09", "Z", "+", "W",
      "+05-30",
      "2024", "2024-10", "2024-10-12", "2024-W41", "2024-10-12T09", "1728725400000", "0", "00", "7",
      "53", "99", "99999999999999999999", "m", "h", "d", "w", ".pprof", ".pgo", ".txt", ".json",
      ".gz",
      "09-30-00Z", "25-00-00Z", "é", "\u{301}", "\u{600}", "🏴", "\r\n", "/", "\0", ".", "..", " ",
    ]
    let day = Day("2024-10-12")!
    let places: [EntryName.Place] = [.root, .app, .day(day), .pinned]
    let now = utc("2024-10-12 09:30:00Z")
    var windows = 0
    for _ in 0..<10_000 {
      let name = (0..<Int.random(in: 0...7, using: &generator))
        .map { _ in pieces.randomElement(using: &generator)! }.joined()
      _ = try? MergedName.parse(name)
      for place in places { _ = try? EntryName.parse(name, in: place) }
      let drop = DropName(name)
      for n in [1, 2, .max] {
        #expect(drop.numbered(n).map(CaptureName.isSource) ?? (drop.source == nil), "seed \(seed)")
      }
      _ = drop.captureTime(
        profileTimeNanos: .random(in: .min ... .max, using: &generator), arrival: now)
      guard let window = try? Window(parsing: name) else { continue }
      windows += 1
      #expect(try Window(parsing: "\(window)") == window, "\(name), seed \(seed)")
      let span = window.span(now: now, newest: now, settle: usualSettle)
      #expect(span.whole.lowerBound >= Window.calendar.lowerBound, "\(name), seed \(seed)")
      #expect(span.whole.upperBound <= Window.calendar.upperBound, "\(name), seed \(seed)")
    }
    #expect(windows > 20, "seed \(seed)")
  }
}
