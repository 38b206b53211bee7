import ProfileStore

// How AWS writes an instant, in answers and in signatures.
extension Timestamp {
  /// Reads `2024-10-12T09:30:00.250Z`, the fraction optional and of any length; what is finer than a
  /// millisecond is dropped. nil for anything else, and for instants that don't exist.
  init?(iso8601 text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T"), bytes.last == UInt8(ascii: "Z"),
      let day = Timestamp.day(bytes[..<10]),
      let time = Timestamp.timeOfDay(bytes[11..<19]),
      let fraction = Timestamp.fraction(bytes[19...].dropLast())
    else { return nil }
    self = day.start.advanced(byMilliseconds: time + fraction)
  }

  // `2024-10-12`. Lists have a thousand: `Day` reads texts of any type, at ten times the cost.
  private static func day(_ bytes: ArraySlice<UInt8>) -> Day? {
    let hyphen = UInt8(ascii: "-")
    guard bytes[4] == hyphen, bytes[7] == hyphen, let year = number(bytes[..<4]),
      let month = number(bytes[5..<7]), let day = number(bytes[8...])
    else { return nil }
    return Day(year: Int(year), month: Int(month), day: Int(day))
  }

  // `09:30:00` in milliseconds. A leap second is the next minute's first.
  private static func timeOfDay(_ bytes: ArraySlice<UInt8>) -> Int64? {
    let colon = UInt8(ascii: ":")
    guard bytes[bytes.startIndex + 2] == colon, bytes[bytes.startIndex + 5] == colon,
      let hours = number(bytes.prefix(2)), hours < 24,
      let minutes = number(bytes.dropFirst(3).prefix(2)), minutes < 60,
      let seconds = number(bytes.suffix(2)), seconds <= 60
    else { return nil }
    return ((hours * 60 + minutes) * 60 + seconds) * Timestamp.second
  }

  // `.25` or nothing, in milliseconds.
  private static func fraction(_ bytes: ArraySlice<UInt8>) -> Int64? {
    guard let point = bytes.first else { return 0 }
    let digits = bytes.dropFirst()
    guard point == UInt8(ascii: "."), !digits.isEmpty, digits.allSatisfy(isDigit) else {
      return nil
    }
    return number((digits.prefix(3) + [0x30, 0x30]).prefix(3))
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    digits.allSatisfy(isDigit) ? digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) } : nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// `20241012T093000Z`: ISO 8601's basic format, the value of `x-amz-date`.
  var basicFormat: String {
    let day = Day(containing: self)
    let seconds = max(0, min(milliseconds - day.start.milliseconds, Timestamp.day - 1)) / 1000
    let fields = [seconds / 3600, seconds / 60 % 60, seconds % 60]
    let time = fields.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined()
    return "\(day)T\(time)Z".filter { $0 != "-" }
  }
}
