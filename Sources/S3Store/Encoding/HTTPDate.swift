import ProfileStore

extension Timestamp {
  /// Reads `Sat, 12 Oct 2024 09:30:00 GMT` (RFC 9110 section 5.6.7, IMF-fixdate); nil for anything
  /// else.
  init?(httpDate text: String) {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]),
      let month = Timestamp.months.firstIndex(of: String(parts[2])),
      let date = Day(year: year, month: month + 1, day: day),
      let instant = Timestamp(iso8601: "\(date)T\(parts[4])Z")
    else { return nil }
    self = instant
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
