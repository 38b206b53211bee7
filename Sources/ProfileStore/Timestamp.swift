/// An instant in UTC, to the millisecond: what a capture's name can say.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
  public let milliseconds: Int64

  /// The instant this many milliseconds after the Unix epoch.
  public init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// The millisecond that holds a profile's `time_nanos`.
  public init(nanoseconds: Int64) {
    milliseconds = Timestamp.floor(nanoseconds, to: 1_000_000) / 1_000_000
  }

  /// The instant this many milliseconds later; saturates at the ends of the range.
  public func advanced(byMilliseconds distance: Int64) -> Timestamp {
    let (sum, overflow) = milliseconds.addingReportingOverflow(distance)
    return Timestamp(milliseconds: overflow ? (distance < 0 ? .min : .max) : sum)
  }

  /// The start of the unit of this many milliseconds, counted from the epoch, that holds the instant.
  public func rounded(downTo unit: Int64) -> Timestamp {
    Timestamp(milliseconds: Timestamp.floor(milliseconds, to: unit))
  }

  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }

  /// One second, minute, hour and day in milliseconds.
  public static let second: Int64 = 1_000
  public static let minute: Int64 = 60_000
  public static let hour: Int64 = 3_600_000
  public static let day: Int64 = 86_400_000

  private static func floor(_ value: Int64, to unit: Int64) -> Int64 {
    let remainder = value % unit
    return remainder < 0 ? value &- remainder &- unit : value - remainder
  }
}

extension Timestamp: CustomStringConvertible {
  /// `2024-10-12 09:30:00.250Z`, the fraction only where there is one.
  public var description: String {
    let day = Day(containing: self)
    return "\(day) \(TimeOfDay(self).text(separator: ":"))Z"
  }
}

/// Hours, minutes, seconds and milliseconds after midnight, UTC.
struct TimeOfDay {
  let milliseconds: Int64

  init(_ timestamp: Timestamp) {
    milliseconds = timestamp.milliseconds - Day(containing: timestamp).start.milliseconds
  }

  func text(separator: String) -> String {
    let seconds = milliseconds / Timestamp.second
    let fraction = milliseconds % Timestamp.second
    let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, to: 2) }
    return parts.joined(separator: separator) + (fraction == 0 ? "" : "." + padded(fraction, to: 3))
  }
}

func padded(_ number: Int64, to width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
