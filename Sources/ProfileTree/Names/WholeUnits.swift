import ProfileStore

/// `last<N><unit>` and `newest<N><unit>`: whole units that end before now, or before the newest
/// capture.
struct WholeUnits: Hashable, Sendable, CustomStringConvertible {
  enum Origin: String, CaseIterable, Hashable, Sendable {
    case now = "last"
    case newestCapture = "newest"
  }

  let origin: Origin
  let count: Int64
  let unit: WindowUnit

  var description: String { "\(origin.rawValue)\(count)\(unit.rawValue)" }

  /// The units before this instant, and from there to the instant itself.
  func span(before time: Timestamp, settle: Int64) -> WindowSpan {
    let end = unit.floor(Window.clamped(time.advanced(byMilliseconds: -max(0, settle))))
    let start = end.advanced(byMilliseconds: -count * unit.milliseconds)
    return WindowSpan(
      whole: Window.range(start, end),
      fallback: Window.range(start, time.advanced(byMilliseconds: 1)))
  }

  /// Reads `last24h`; nil when the text begins otherwise, an error when no count of units follows.
  static func parse(_ text: String) throws(WindowError) -> WholeUnits? {
    guard let origin = Origin.allCases.first(where: { text.hasPrefix($0.rawValue) }) else {
      return nil
    }
    let word = origin.rawValue
    let rest = text.dropFirst(word.count)
    let digits = rest.prefix { "0" <= $0 && $0 <= "9" }
    let letters = rest.dropFirst(digits.count)
    guard !digits.isEmpty else {
      throw WindowError(
        "\(quotedName(text)): a number and a unit (m, h, d or w) follow '\(word)'",
        example: "\(word)24h")
    }
    guard let unit = WindowUnit(rawValue: String(letters)) else {
      throw WindowError(
        "\(quotedName(text)): the unit is m, h, d or w (minutes, hours, days, weeks)",
        example: word + nearest(to: digits, letters))
    }
    guard let count = Int64(digits), (1...Limits.windowUnits).contains(count) else {
      throw WindowError(
        "\(quotedName(text)): the number is 1 to \(Limits.windowUnits)",
        example: "\(word)7\(unit.rawValue)")
    }
    return WholeUnits(origin: origin, count: count, unit: unit)
  }

  /// Years and months have no one length, so that days stand for them.
  private static func nearest(to digits: Substring, _ letters: Substring) -> String {
    let count = max(1, Int(digits.prefix(2)) ?? 1)
    if letters.hasPrefix("y") || letters.hasPrefix("Y") { return "\(365 * count)d" }
    if letters.hasPrefix("mo") || letters.hasPrefix("M") { return "\(30 * count)d" }
    let unit = letters.first.flatMap { WindowUnit(rawValue: $0.lowercased()) } ?? .day
    return "\(count)\(unit.rawValue)"
  }
}
