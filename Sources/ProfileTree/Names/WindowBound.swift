import ProfileStore

/// One of the two bounds of `<bound>_<bound>`.
enum WindowBound: Hashable, Sendable {
  /// A date: its beginning as a start, its end as an end.
  case period(CalendarPeriod)

  /// A date with a time, or Unix milliseconds.
  case instant(Timestamp)

  /// The time of the read.
  case now

  /// The first instant of a window that starts here.
  func start(now: Timestamp) -> Timestamp {
    switch self {
    case .period(let period): period.start
    case .instant(let time): time
    case .now: now
    }
  }

  /// The first instant that is no longer in a window that ends here. A window up to now holds the
  /// captures of this very millisecond.
  func end(now: Timestamp) -> Timestamp {
    switch self {
    case .period(let period): period.end
    case .instant(let time): time
    case .now: now.advanced(byMilliseconds: 1)
    }
  }

  static func parse(_ text: String) throws(WindowError) -> WindowBound {
    if text == "now" { return .now }
    if let period = try CalendarPeriod.parse(text) { return .period(period) }
    if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      return .instant(try milliseconds(text))
    }
    if let time = try ZonedTime.parse(text) { return .instant(time) }
    throw WindowError(
      "\(quotedName(text)) is no date, time, Unix milliseconds or 'now'",
      example: "2024-10-12, 2024-10, 2024-W41, 2024-10-12T09-30, 1728725400000 or now")
  }

  /// Unix milliseconds. Numbers that in milliseconds are days of 1970, but that people write for
  /// something else, are refused.
  private static func milliseconds(_ text: String) throws(WindowError) -> Timestamp {
    func part(_ range: Range<Int>) -> Substring {
      text.dropFirst(range.lowerBound).prefix(range.count)
    }
    switch text.utf8.count {
    case 4:
      throw WindowError("\(text) looks like a year", example: "\(text)-01_\(text)-12")
    case 6:
      throw WindowError("\(text) looks like a month", example: "\(part(0..<4))-\(part(4..<6))")
    case 8:
      throw WindowError(
        "\(text) looks like a date", example: "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))")
    case 10:
      throw WindowError(
        "\(text) looks like Unix seconds, and milliseconds are meant", example: "\(text)000")
    default:
      guard let number = Int64(text), number <= Window.calendar.upperBound.milliseconds else {
        throw WindowError(
          "\(quotedName(text)) is after the year 9999 in Unix milliseconds",
          example: "1728725400000")
      }
      return Timestamp(milliseconds: number)
    }
  }
}

extension WindowBound: CustomStringConvertible {
  /// The bound in its shortest form, UTC.
  var description: String {
    switch self {
    case .period(let period): period.description
    case .instant(let time): ZonedTime.text(time) ?? String(time.milliseconds)
    case .now: "now"
    }
  }
}
