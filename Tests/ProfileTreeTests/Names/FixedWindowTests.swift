import ProfileStore
import ProfileTree
import Testing

@Suite("Windows between fixed bounds")
struct FixedWindowTests {
  @Test(
    "A date is the whole day, month or ISO week",
    arguments: [
      ("2024-10-12", "2024-10-12 00:00:00Z - 2024-10-13 00:00:00Z"),
      ("2024-02-29", "2024-02-29 00:00:00Z - 2024-03-01 00:00:00Z"),
      ("2000-02-29", "2000-02-29 00:00:00Z - 2000-03-01 00:00:00Z"),
      ("2024-12-31", "2024-12-31 00:00:00Z - 2025-01-01 00:00:00Z"),
      ("1969-12-31", "1969-12-31 00:00:00Z - 1970-01-01 00:00:00Z"),
      ("0001-01-01", "0001-01-01 00:00:00Z - 0001-01-02 00:00:00Z"),
      ("2024-10", "2024-10-01 00:00:00Z - 2024-11-01 00:00:00Z"),
      ("2024-02", "2024-02-01 00:00:00Z - 2024-03-01 00:00:00Z"),
      ("2023-02", "2023-02-01 00:00:00Z - 2023-03-01 00:00:00Z"),
      ("2024-12", "2024-12-01 00:00:00Z - 2025-01-01 00:00:00Z"),
      ("2024-W41", "2024-10-07 00:00:00Z - 2024-10-14 00:00:00Z"),
      ("2020-W53", "2020-12-28 00:00:00Z - 2021-01-04 00:00:00Z"),
      ("2021-W01", "2021-01-04 00:00:00Z - 2021-01-11 00:00:00Z"),
      ("2015-W53", "2015-12-28 00:00:00Z - 2016-01-04 00:00:00Z"),
      ("2025-W01", "2024-12-30 00:00:00Z - 2025-01-06 00:00:00Z"),
      ("2024-W52", "2024-12-23 00:00:00Z - 2024-12-30 00:00:00Z"),
      ("2026-W53", "2026-12-28 00:00:00Z - 2027-01-04 00:00:00Z"),
      ("1970-W01", "1969-12-29 00:00:00Z - 1970-01-05 00:00:00Z"),
      ("0001-W01", "0001-01-01 00:00:00Z - 0001-01-08 00:00:00Z"),
    ])
  func dates(window: String, expected: String) throws {
    let span = try windowSpan(window, now: "2024-10-12 09:30:00Z")
    #expect(spanText(span.whole) == expected)
    #expect(span.fallback == nil)
  }

  @Test(
    "A date as the start is its beginning and as the end its end; an instant is itself",
    arguments: [
      ("2024-10-12_2024-10-14", "2024-10-12 00:00:00Z - 2024-10-15 00:00:00Z"),
      ("2024-10-12_2024-10-12", "2024-10-12 00:00:00Z - 2024-10-13 00:00:00Z"),
      ("2024-01_2024-12", "2024-01-01 00:00:00Z - 2025-01-01 00:00:00Z"),
      ("2024-01_2024-02", "2024-01-01 00:00:00Z - 2024-03-01 00:00:00Z"),
      ("2024-W52_2025-W01", "2024-12-23 00:00:00Z - 2025-01-06 00:00:00Z"),
      ("2024-10-30_2024-10", "2024-10-30 00:00:00Z - 2024-11-01 00:00:00Z"),
      ("2024-10-12T09_2024-10-12T17", "2024-10-12 09:00:00Z - 2024-10-12 17:00:00Z"),
      ("2024-10-12T09_2024-10-12T17-30", "2024-10-12 09:00:00Z - 2024-10-12 17:30:00Z"),
      ("2024-10-12T09_2024-10-12", "2024-10-12 09:00:00Z - 2024-10-13 00:00:00Z"),
      ("2024-10-12_2024-10-12T09", "2024-10-12 00:00:00Z - 2024-10-12 09:00:00Z"),
      ("1728725400000_1728725400250", "2024-10-12 09:30:00Z - 2024-10-12 09:30:00.250Z"),
      ("0_2024-10-12", "1970-01-01 00:00:00Z - 2024-10-13 00:00:00Z"),
      ("2024-10-12_now", "2024-10-12 00:00:00Z - 2024-10-12 09:30:00.001Z"),
      ("now_2024-10", "2024-10-12 09:30:00Z - 2024-11-01 00:00:00Z"),
    ])
  func bounds(window: String, expected: String) throws {
    let span = try windowSpan(window, now: "2024-10-12 09:30:00Z")
    #expect(spanText(span.whole) == expected)
    #expect(span.fallback == nil)
  }

  @Test(
    "A time has a zone, and '-' or ':' between its parts",
    arguments: [
      ("2024-10-12T09", "2024-10-12 09:00:00Z"),
      ("2024-10-12T09Z", "2024-10-12 09:00:00Z"),
      ("2024-10-12T09-05", "2024-10-12 09:05:00Z"),
      ("2024-10-12T09-05-07", "2024-10-12 09:05:07Z"),
      ("2024-10-12T09-05-07Z", "2024-10-12 09:05:07Z"),
      ("2024-10-12T09-05-07-02", "2024-10-12 11:05:07Z"),
      ("2024-10-12T09-05-07-02-30", "2024-10-12 11:35:07Z"),
      ("2024-10-12T09-05-07-02:30", "2024-10-12 11:35:07Z"),
      ("2024-10-12T09+02", "2024-10-12 07:00:00Z"),
      ("2024-10-12T09+05-30", "2024-10-12 03:30:00Z"),
      ("2024-10-12T09-30+05-30", "2024-10-12 04:00:00Z"),
      ("2024-10-12T09-30+05:30", "2024-10-12 04:00:00Z"),
      ("2024-10-12T09:30", "2024-10-12 09:30:00Z"),
      ("2024-10-12T09:30Z", "2024-10-12 09:30:00Z"),
      ("2024-10-12T09:30:15", "2024-10-12 09:30:15Z"),
      ("2024-10-12T09:30-05", "2024-10-12 14:30:00Z"),
      ("2024-10-12T09:30-05-30", "2024-10-12 15:00:00Z"),
      ("2024-10-12T09:30:15-05:30", "2024-10-12 15:00:15Z"),
      ("2024-10-12T09:30:15+05-30", "2024-10-12 04:00:15Z"),
      ("2024-10-12T00+02", "2024-10-11 22:00:00Z"),
      ("2024-12-31T23-30-00-01", "2025-01-01 00:30:00Z"),
      ("2024-02-29T23:59:59Z", "2024-02-29 23:59:59Z"),
      ("1728725400250", "2024-10-12 09:30:00.250Z"),
      ("253402300799000", "9999-12-31 23:59:59Z"),
    ])
  func instants(bound: String, expected: String) throws {
    let window = try Window(parsing: "2000-01-01_\(bound)")
    let end = window.span(now: utc("2024-10-12 09:30:00Z"), newest: nil, settle: 0).whole
      .upperBound
    #expect("\(end)" == expected)
  }

  @Test("ISO weeks follow one another without a gap, and a year has 52 or 53")
  func weeksTile() throws {
    var end = try windowSpan("1969-W52", now: "2024-10-12 09:30:00Z").whole.upperBound
    var long: [Int] = []
    for year in 1970...2100 {
      for week in 1...53 {
        let name = "\(year)-W\(week < 10 ? "0" : "")\(week)"
        guard let window = try? Window(parsing: name) else {
          #expect(week == 53, "\(name)")
          continue
        }
        if week == 53 { long.append(year) }
        let span = window.span(now: end, newest: nil, settle: 0).whole
        #expect(span.lowerBound == end, "\(name)")
        end = span.upperBound
      }
    }
    #expect(
      long == [
        1970, 1976, 1981, 1987, 1992, 1998, 2004, 2009, 2015, 2020, 2026, 2032, 2037, 2043, 2048,
        2054, 2060, 2065, 2071, 2076, 2082, 2088, 2093, 2099,
      ])
  }

  @Test("The calendar ends with the year 9999, also where a week runs on")
  func endOfCalendar() throws {
    for window in ["9999-12-31", "9999-12", "9999-W52", "9999-12-31T00_9999-12-31"] {
      let span = try windowSpan(window, now: "2024-10-12 09:30:00Z")
      #expect(span.whole.upperBound == Window.calendar.upperBound, "\(window)")
    }
  }

  @Test("A window between now and a bound that the clock has passed is empty, not an error")
  func passedBounds() throws {
    #expect(try windowSpan("now_2024-10-11", now: "2024-10-12 09:30:00Z").whole.isEmpty)
    #expect(try windowSpan("2024-10-13_now", now: "2024-10-12 09:30:00Z").whole.isEmpty)
  }

  @Test("A window up to now holds a capture of this very millisecond")
  func thisMillisecond() throws {
    let now = "2024-10-12 09:30:00.250Z"
    #expect(try windowSpan("2024-10-12_now", now: now).whole.contains(utc(now)))
    #expect(try windowSpan("now_2024-10-12", now: now).whole.contains(utc(now)))
  }
}
