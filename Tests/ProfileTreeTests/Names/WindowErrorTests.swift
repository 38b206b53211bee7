import ProfileStore
import ProfileTree
import Testing

@Suite("Texts that are no window")
struct WindowErrorTests {
  @Test(
    "An error shows the nearest valid form",
    arguments: [
      ("2024", "2024-01_2024-12"),
      ("2024_2025", "2024-01_2024-12"),
      ("202410_now", "2024-10"),
      ("20241012_20241014", "2024-10-12"),
      ("1728725400_now", "1728725400000"),
      ("1728725400000", "1728725400000_now"),
      ("99999999999999999999_now", "1728725400000"),
      ("253402300800001_now", "1728725400000"),
      ("2024-10-12T09", "2024-10-12T09_now"),
      ("now", "2024-10-12_now"),
      ("now_now", "2024-10-12_now"),
      ("2024-10-12_", "2024-10-12_now"),
      ("_2024-10-12", "2024-10-12_2024-10-14"),
      ("_", "2024-10-12_2024-10-14"),
      ("2024-10-12_2024-10-13_2024-10-14", "2024-10-12_2024-10-14"),
      ("2024-10-12-2024-10-14", "2024-10-12_2024-10-14"),
      ("2024-10-14_2024-10-12", "2024-10-12_2024-10-14"),
      ("2024-10-12T09_2024-10-12T09", "2024-10-12T09_now"),
      ("2024-10-12T17_2024-10-12T09", "2024-10-12T09_2024-10-12T17"),
      ("2024-02-30", "2024-02-29"),
      ("2023-02-29", "2023-02-28"),
      ("1900-02-29", "1900-02-28"),
      ("2024-10-00", "2024-10-01"),
      ("2024-13", "2024-12"),
      ("2024-00-10", "2024-12"),
      ("0000-10", "2024-10"),
      ("2024-W53", "2024-W52"),
      ("2024-W00", "2024-W01"),
      ("0000-W01", "2024-W41"),
      ("9999-W53", "9999-W52"),
      ("2024-1-5", "2024-10-12"),
      ("2024-W4", "2024-W41"),
      ("2024-10-12T24_now", "2024-10-12T09"),
      ("2024-10-12T9_now", "2024-10-12T09"),
      ("2024-10-12T_now", "2024-10-12T09"),
      ("2024-10-12T09-60_now", "2024-10-12T09-30-00"),
      ("2024-10-12T09-_now", "2024-10-12T09-30-00"),
      ("2024-10-12T09:30:60_now", "2024-10-12T09-30-00"),
      ("2024-10-12T09-05:30_now", "2024-10-12T09:30:00"),
      ("2024-10-12T09+24_now", "2024-10-12T09-30+05-30"),
      ("2024-10-12T09+05-60_now", "2024-10-12T09-30+05-30"),
      ("2024-10-12T09+0530_now", "2024-10-12T09-30+05-30"),
      ("2024-10-12T09ZZ_now", "2024-10-12T09-30Z"),
      ("2024-10-12T09-30-00.250_now", "2024-10-12T09-30Z"),
      ("2024-10T09_now", "2024-10-12T09-30"),
      ("0001-01-01T00+01_now", "2024-10-12T09-30"),
      ("T09_now", "2024-10-12T09-30"),
      ("last", "last24h"),
      ("lastweek", "last24h"),
      ("last24", "last24d"),
      ("last24H", "last24h"),
      ("last7days", "last7d"),
      ("last1y", "last365d"),
      ("last3months", "last90d"),
      ("last1M", "last30d"),
      ("last0h", "last7h"),
      ("last100001h", "last7h"),
      ("last99999999999999999999999d", "last7d"),
      ("last-7d", "last24h"),
      ("newest", "newest24h"),
      ("newest0d", "newest7d"),
      ("7d", "last7d"),
      ("LAST7D", "last7d"),
      ("Today", "today"),
      ("tomorrow", "last24h"),
      ("", "last24h"),
      ("a b", "last24h"),
      ("2024-10-12\n", "last24h"),
      ("２０２４-10-12", "last24h"),
      (String(repeating: "0", count: 256), "last24h"),
    ])
  func nearestForm(window: String, example: String) {
    let error = #expect(throws: WindowError.self) { try Window(parsing: window) }
    let message = error?.message ?? ""
    #expect(message.contains("; for example "), "\(message)")
    let examples = message.split(separator: "; for example ").last.map(String.init) ?? ""
    #expect(examples.hasPrefix(example) || examples.contains(" \(example)"), "\(message)")
    #expect(message.utf8.allSatisfy { $0 >= 0x20 } && message.utf8.count < 400)
  }

  @Test("A message names what was wrong in one line")
  func messages() {
    func message(_ window: String) -> String {
      do throws(WindowError) { return "\(try Window(parsing: window))" } catch {
        return error.description
      }
    }
    #expect(message("2024") == "2024 looks like a year; for example 2024-01_2024-12")
    #expect(message("2023-02-29") == "there is no 2023-02-29; for example 2023-02-28")
    #expect(
      message("last1y")
        == "'last1y': the unit is m, h, d or w (minutes, hours, days, weeks); for example last365d")
    #expect(
      message("2024-10-14_2024-10-12")
        == "the window starts at 2024-10-14 00:00:00Z, which is not before its end at "
        + "2024-10-13 00:00:00Z; for example 2024-10-12_2024-10-14")
    #expect(message("a\nb").hasPrefix("'a\\nb': "))
  }
}
