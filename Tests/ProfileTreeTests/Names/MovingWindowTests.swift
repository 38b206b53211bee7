import ProfileStore
import ProfileTree
import Testing

@Suite("Windows that move with the clock or the store")
struct MovingWindowTests {
  @Test(
    "last is whole units that ended five minutes ago or earlier",
    arguments: [
      ("last24h", "2024-10-12 09:30:00Z", "2024-10-11 09:00:00Z - 2024-10-12 09:00:00Z"),
      ("last24h", "2024-10-12 09:05:00Z", "2024-10-11 09:00:00Z - 2024-10-12 09:00:00Z"),
      ("last24h", "2024-10-12 09:04:59.999Z", "2024-10-11 08:00:00Z - 2024-10-12 08:00:00Z"),
      ("last1h", "2024-10-12 00:05:00Z", "2024-10-11 23:00:00Z - 2024-10-12 00:00:00Z"),
      ("last90m", "2024-10-12 09:30:30Z", "2024-10-12 07:55:00Z - 2024-10-12 09:25:00Z"),
      ("last7d", "2024-10-12 00:04:59Z", "2024-10-04 00:00:00Z - 2024-10-11 00:00:00Z"),
      ("last7d", "2024-10-12 00:05:00Z", "2024-10-05 00:00:00Z - 2024-10-12 00:00:00Z"),
      ("last1d", "2024-03-01 12:00:00Z", "2024-02-29 00:00:00Z - 2024-03-01 00:00:00Z"),
      // 2024-10-14 is a Monday.
      ("last1w", "2024-10-13 23:59:59Z", "2024-09-30 00:00:00Z - 2024-10-07 00:00:00Z"),
      ("last1w", "2024-10-14 00:04:59Z", "2024-09-30 00:00:00Z - 2024-10-07 00:00:00Z"),
      ("last1w", "2024-10-14 00:05:00Z", "2024-10-07 00:00:00Z - 2024-10-14 00:00:00Z"),
      ("last2w", "2025-01-01 12:00:00Z", "2024-12-16 00:00:00Z - 2024-12-30 00:00:00Z"),
      ("last1w", "1970-01-01 12:00:00Z", "1969-12-22 00:00:00Z - 1969-12-29 00:00:00Z"),
      ("last1h", "1969-12-31 23:59:00Z", "1969-12-31 22:00:00Z - 1969-12-31 23:00:00Z"),
      ("last100000w", "2024-10-12 12:00:00Z", "0108-03-26 00:00:00Z - 2024-10-07 00:00:00Z"),
    ])
  func last(window: String, now: String, expected: String) throws {
    #expect(spanText(try windowSpan(window, now: now).whole) == expected)
  }

  @Test("Between two moves a window's whole units hold still")
  func holdsStill() throws {
    let first = try windowSpan("last24h", now: "2024-10-12 09:05:00Z").whole
    for now in ["2024-10-12 09:05:00.001Z", "2024-10-12 09:59:59Z", "2024-10-12 10:04:59.999Z"] {
      #expect(try windowSpan("last24h", now: now).whole == first)
    }
    #expect(try windowSpan("last24h", now: "2024-10-12 10:05:00Z").whole != first)
  }

  @Test("Without settle time a window moves with the unit itself")
  func noSettle() throws {
    let end = try windowSpan("last1h", now: "2024-10-12 10:00:00Z", settle: 0).whole.upperBound
    #expect(end == utc("2024-10-12 10:00:00Z"))
  }

  @Test("Where the whole units hold nothing, last runs from the same start to now")
  func lastFallback() throws {
    let span = try windowSpan("last24h", now: "2024-10-12 09:30:00.250Z")
    #expect(
      spanText(try #require(span.fallback)) == "2024-10-11 09:00:00Z - 2024-10-12 09:30:00.251Z")
  }

  @Test("newest counts from the newest capture instead of from now")
  func newest() throws {
    let span = try windowSpan(
      "newest7d", now: "2024-12-24 12:00:00Z", newest: "2024-10-12 09:30:00Z")
    #expect(spanText(span.whole) == "2024-10-05 00:00:00Z - 2024-10-12 00:00:00Z")
    #expect(
      spanText(try #require(span.fallback)) == "2024-10-05 00:00:00Z - 2024-10-12 09:30:00.001Z")
    #expect(try Window(parsing: "newest7d").countsFromNewest)
    #expect(try !Window(parsing: "last7d").countsFromNewest)
    #expect(try !Window(parsing: "2024-10-12_now").countsFromNewest)
  }

  @Test("newest settles as last does")
  func newestSettles() throws {
    let span = try windowSpan(
      "newest1d", now: "2024-12-24 12:00:00Z", newest: "2024-10-12 00:04:00Z")
    #expect(spanText(span.whole) == "2024-10-10 00:00:00Z - 2024-10-11 00:00:00Z")
  }

  @Test("newest is empty without a capture")
  func newestOfNothing() throws {
    let span = try windowSpan("newest7d", now: "2024-10-12 12:00:00Z")
    #expect(span.whole.isEmpty)
    #expect(span.fallback == nil)
  }

  @Test(
    "today moves at midnight, yesterday when the settle time is over",
    arguments: [
      ("today", "2024-10-12 00:00:00Z", "2024-10-12 00:00:00Z - 2024-10-13 00:00:00Z"),
      ("today", "2024-10-12 23:59:59.999Z", "2024-10-12 00:00:00Z - 2024-10-13 00:00:00Z"),
      ("yesterday", "2024-10-12 00:04:59.999Z", "2024-10-10 00:00:00Z - 2024-10-11 00:00:00Z"),
      ("yesterday", "2024-10-12 00:05:00Z", "2024-10-11 00:00:00Z - 2024-10-12 00:00:00Z"),
      ("yesterday", "2024-03-01 12:00:00Z", "2024-02-29 00:00:00Z - 2024-03-01 00:00:00Z"),
      ("yesterday", "2025-01-01 12:00:00Z", "2024-12-31 00:00:00Z - 2025-01-01 00:00:00Z"),
    ])
  func days(window: String, now: String, expected: String) throws {
    let span = try windowSpan(window, now: now)
    #expect(spanText(span.whole) == expected)
    #expect(span.fallback == nil)
  }

  @Test("all is every time that a capture can have")
  func all() throws {
    let span = try windowSpan("all", now: "2024-10-12 09:30:00Z")
    #expect(span.whole == Window.calendar)
    #expect(
      spanText(span.whole.lowerBound..<utc("2024-10-12 00:00:00Z"))
        == "0001-01-01 00:00:00Z - 2024-10-12 00:00:00Z")
    #expect(span.whole.contains(utc("9999-12-31 23:59:59.999Z")))
  }

  @Test(
    "No clock, settle time or newest capture overflows",
    arguments: [
      "last100000w", "newest100000w", "last1m", "newest1w", "today", "yesterday", "all",
      "2024-10-12_now", "now_2024-10-12",
    ])
  func extremes(window: String) throws {
    let window = try Window(parsing: window)
    let extremes = [Int64.min, -1, 0, 1, .max].map(Timestamp.init(milliseconds:))
    for now in extremes {
      for newest in extremes {
        for settle in [Int64.min, 0, usualSettle, .max] {
          let span = window.span(now: now, newest: newest, settle: settle)
          for range in [span.whole, span.fallback ?? span.whole] {
            #expect(range.lowerBound >= Window.calendar.lowerBound)
            #expect(range.upperBound <= Window.calendar.upperBound)
          }
        }
      }
    }
  }
}
