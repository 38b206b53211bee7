import ProfileStore

/// A date with a time and a zone: `<date>THH[-MM[-SS]][Z|±HH[-MM]]`, `:` also for `-` in the time.
///
/// After hours and `-` come minutes and seconds, and only what remains is the zone: `T09-05` is
/// five past nine. After hours and `:` a `-` begins the zone: `T09:30-05` is half past nine in a
/// zone five hours behind UTC.
enum ZonedTime {
  /// Reads a time; nil when the text has no `T`.
  static func parse(_ text: String) throws(WindowError) -> Timestamp? {
    guard let separator = text.firstIndex(of: "T") else { return nil }
    let date = String(text[..<separator])
    guard let period = try CalendarPeriod.parse(date), period.first == period.last else {
      throw WindowError(
        "\(quotedName(text)): a time follows a day", example: "2024-10-12T09-30")
    }
    var rest = text[text.index(after: separator)...]
    let ofDay = try takeTime(&rest, of: text)
    let offset = try zone(rest, of: text)
    let time = period.start.advanced(byMilliseconds: ofDay - offset)
    guard Window.calendar.contains(time) else {
      throw WindowError(
        "\(quotedName(text)) is not in the years 0001 to 9999, UTC", example: "2024-10-12T09-30")
    }
    return time
  }

  /// The shortest text of an instant, UTC; nil when it has a fraction of a second or is outside of
  /// the calendar.
  static func text(_ time: Timestamp) -> String? {
    guard Window.calendar.contains(time), time.rounded(downTo: Timestamp.second) == time else {
      return nil
    }
    let day = Day(containing: time)
    let seconds = (time.milliseconds - day.start.milliseconds) / Timestamp.second
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
    var text = "\(day)T\(twoDigits(hour))"
    if minute != 0 || second != 0 { text += "-\(twoDigits(minute))" }
    if second != 0 { text += "-\(twoDigits(second))" }
    return text
  }

  /// Milliseconds after midnight.
  private static func takeTime(
    _ rest: inout Substring, of text: String
  ) throws(WindowError) -> Int64 {
    let separator: Character = rest.dropFirst(2).first == ":" ? ":" : "-"
    guard var seconds = takeTwoDigits(&rest, below: 24).map({ $0 * 3600 }) else {
      throw WindowError(
        "\(quotedName(text)): hours are 00 to 23, in two digits", example: "2024-10-12T09")
    }
    for weight: Int64 in [60, 1] where rest.first == separator {
      rest.removeFirst()
      guard let number = takeTwoDigits(&rest, below: 60) else {
        throw WindowError(
          "\(quotedName(text)): minutes and seconds are 00 to 59, in two digits",
          example: "2024-10-12T09-30-00")
      }
      seconds += number * weight
    }
    return seconds * Timestamp.second
  }

  /// Milliseconds that the zone is ahead of UTC.
  private static func zone(_ zone: Substring, of text: String) throws(WindowError) -> Int64 {
    var rest = zone
    switch rest.popFirst() {
    case nil: return 0
    case "Z" where rest.isEmpty: return 0
    case ":":
      throw WindowError(
        "\(quotedName(text)): a time has either '-' or ':' throughout",
        example: "2024-10-12T09-30-00 or 2024-10-12T09:30:00")
    case "+", "-":
      guard let hours = takeTwoDigits(&rest, below: 24) else { break }
      var minutes: Int64 = 0
      if rest.first == "-" || rest.first == ":" {
        rest.removeFirst()
        guard let number = takeTwoDigits(&rest, below: 60) else { break }
        minutes = number
      }
      guard rest.isEmpty else { break }
      return (hours * 60 + minutes) * Timestamp.minute * (zone.first == "-" ? -1 : 1)
    default: break
    }
    throw WindowError(
      "\(quotedName(text)): after the time comes Z or a zone",
      example: "2024-10-12T09-30Z or 2024-10-12T09-30+05-30")
  }

  private static func takeTwoDigits(_ rest: inout Substring, below bound: Int64) -> Int64? {
    let digits = rest.prefix(2)
    guard digits.utf8.count == 2, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int64(digits), number < bound
    else { return nil }
    rest.removeFirst(digits.count)
    return number
  }

  private static func twoDigits(_ number: Int64) -> String {
    (number < 10 ? "0" : "") + "\(number)"
  }
}
