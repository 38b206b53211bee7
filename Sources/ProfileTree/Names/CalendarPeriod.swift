import ProfileStore

/// The whole days, UTC, that a date names: `2024-10-12`, `2024-10` or the ISO week `2024-W41`.
struct CalendarPeriod: Hashable, Sendable, CustomStringConvertible {
  let first: Day
  let last: Day

  /// The date as it is written; each period has one spelling.
  let description: String

  /// Midnight at the beginning of the first day.
  var start: Timestamp { first.start }

  /// Midnight at the end of the last day, which is not in the period.
  var end: Timestamp { last.end }

  /// Reads a date; nil when the text isn't of the form of one, an error when there is no such date.
  static func parse(_ text: String) throws(WindowError) -> CalendarPeriod? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 7 else { return nil }
    let year = number(bytes[..<4])
    switch digitsAsZeros(text) {
    case "0000-00-00":
      return try day(year, number(bytes[5..<7]), number(bytes[8...]), text)
    case "0000-00":
      return try month(year, number(bytes[5...]), text)
    case "0000-W00":
      return try week(year, number(bytes[6...]), text)
    default:
      return nil
    }
  }

  /// The text with a `0` for every digit: the form of it.
  static func digitsAsZeros(_ text: some StringProtocol) -> String {
    String(decoding: text.utf8.map { (0x30...0x39).contains($0) ? 0x30 : $0 }, as: UTF8.self)
  }

  private static func day(
    _ year: Int, _ month: Int, _ day: Int, _ text: String
  ) throws(WindowError) -> CalendarPeriod {
    let whole = try self.month(year, month, String(text.prefix(7)))
    guard let named = Day(year: year, month: month, day: day) else {
      throw WindowError("there is no \(text)", example: "\(day == 0 ? whole.first : whole.last)")
    }
    return CalendarPeriod(first: named, last: named, description: text)
  }

  private static func month(
    _ year: Int, _ month: Int, _ text: String
  ) throws(WindowError) -> CalendarPeriod {
    let length = Day.length(ofMonth: month, year: year)
    guard let first = Day(year: year, month: month, day: 1),
      let last = Day(year: year, month: month, day: length)
    else {
      throw WindowError(
        "there is no \(text): years are 0001 to 9999 and months 01 to 12",
        example: year == 0 ? "2024-10" : "\(text.prefix(4))-12")
    }
    return CalendarPeriod(first: first, last: last, description: text)
  }

  /// ISO 8601: weeks begin on Monday, and belong to the year that holds their Thursday; week 1 is
  /// therefore the one that holds January 4th.
  private static func week(
    _ year: Int, _ week: Int, _ text: String
  ) throws(WindowError) -> CalendarPeriod {
    guard let fourth = Day(year: year, month: 1, day: 4) else {
      throw WindowError("there is no \(text): years are 0001 to 9999", example: "2024-W41")
    }
    let firstMonday = Day(containing: WindowUnit.week.floor(fourth.start)).number
    let monday = firstMonday + 7 * (week - 1)
    guard week >= 1, let first = Day(number: monday), let thursday = Day(number: monday + 3),
      thursday.date.year == year
    else {
      throw WindowError(
        "there is no \(text): \(text.prefix(4)) has no such ISO week",
        example: "\(text.prefix(6))\(week == 0 ? "01" : "52")")
    }
    // The last week of 9999 ends in a year that no capture can have.
    let sunday = Day(number: monday + 6) ?? Day(containing: Window.calendar.upperBound)
    return CalendarPeriod(first: first, last: sunday, description: text)
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int {
    digits.reduce(0) { $0 &* 10 &+ Int($1) &- 0x30 }
  }
}
