/// A day of the proleptic Gregorian calendar in UTC, from 0001-01-01 to 9999-12-31.
public struct Day: Hashable, Comparable, Sendable {
  /// Days since 1970-01-01.
  public let number: Int

  /// The day with this number; nil outside of the years 1 to 9999.
  public init?(number: Int) {
    guard Day.numbers.contains(number) else { return nil }
    self.number = number
  }

  private init(validNumber: Int) { number = validNumber }

  /// The day of this date; nil when there is no such date.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month),
      (1...Day.length(ofMonth: month, year: year)).contains(day)
    else { return nil }
    number = Day.number(year: year, month: month, day: day)
  }

  /// The day that holds an instant; the first or last day for instants outside of them.
  public init(containing timestamp: Timestamp) {
    let number = Int(Timestamp.units(of: Timestamp.day, in: timestamp.milliseconds))
    self.number = min(max(number, Day.numbers.lowerBound), Day.numbers.upperBound)
  }

  /// Reads `YYYY-MM-DD`; nil for anything else, and for a date that doesn't exist.
  public init?(_ text: some StringProtocol) {
    guard Day.looksLikeDay(text) else { return nil }
    let digits = text.utf8.map { Int($0) - 0x30 }
    self.init(
      year: digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3],
      month: digits[5] * 10 + digits[6], day: digits[8] * 10 + digits[9])
  }

  /// Whether a name has the form of a date, so that it can't be anything else.
  public static func looksLikeDay(_ text: some StringProtocol) -> Bool {
    let bytes = text.utf8
    return bytes.count == 10
      && bytes.enumerated().allSatisfy { index, byte in
        index == 4 || index == 7 ? byte == 0x2d : (0x30...0x39).contains(byte)
      }
  }

  /// 0001-01-01 and 9999-12-31.
  static let first = Day(validNumber: numbers.lowerBound)
  static let last = Day(validNumber: numbers.upperBound)

  /// Midnight at the day's beginning.
  public var start: Timestamp { Timestamp(milliseconds: Int64(number) * Timestamp.day) }

  /// Midnight at the day's end, which is not in it.
  public var end: Timestamp { Timestamp(milliseconds: Int64(number + 1) * Timestamp.day) }

  /// Year, month from 1 and day from 1. After Howard Hinnant, "chrono-Compatible Low-Level Date
  /// Algorithms", `civil_from_days`.
  public var date: (year: Int, month: Int, day: Int) {
    let shifted = number + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// Earlier before later.
  public static func < (a: Day, b: Day) -> Bool { a.number < b.number }

  /// The number of days in a month; months count from 1.
  public static func length(ofMonth month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  // The inverse, `days_from_civil`.
  private static func number(year: Int, month: Int, day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = shiftedYear / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static let numbers =
    number(year: 1, month: 1, day: 1)...number(year: 9999, month: 12, day: 31)
}

extension Day: CustomStringConvertible {
  /// `YYYY-MM-DD`.
  public var description: String {
    let (year, month, day) = date
    return
      "\(padded(Int64(year), to: 4))-\(padded(Int64(month), to: 2))-\(padded(Int64(day), to: 2))"
  }
}
