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
    milliseconds = Timestamp.units(of: 1_000_000, in: nanoseconds)
  }

  /// The millisecond that holds a time of the system's, `struct timespec`; saturates.
  init(seconds: Int64, nanoseconds: Int64) {
    let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: Timestamp.second)
    self.init(milliseconds: overflow ? (seconds < 0 ? .min : .max) : milliseconds)
    self = advanced(byMilliseconds: Timestamp.units(of: 1_000_000, in: nanoseconds))
  }

  /// The instant this many milliseconds later; saturates at the ends of the range.
  public func advanced(byMilliseconds distance: Int64) -> Timestamp {
    let (sum, overflow) = milliseconds.addingReportingOverflow(distance)
    return Timestamp(milliseconds: overflow ? (distance < 0 ? .min : .max) : sum)
  }

  /// The start of the unit of this many milliseconds, counted from the epoch, that holds the
  /// instant; saturates at the beginning of the range. A unit is at least 1.
  public func rounded(downTo unit: Int64) -> Timestamp {
    let (start, overflow) = Timestamp.units(of: unit, in: milliseconds)
      .multipliedReportingOverflow(by: unit)
    return Timestamp(milliseconds: overflow ? .min : start)
  }

  /// Earlier before later.
  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }

  /// A second in milliseconds.
  public static let second: Int64 = 1_000
  /// A minute in milliseconds.
  public static let minute: Int64 = 60_000
  /// An hour in milliseconds.
  public static let hour: Int64 = 3_600_000
  /// A day in milliseconds.
  public static let day: Int64 = 86_400_000

  /// The quotient, rounded down where `/` rounds towards zero.
  static func units(of unit: Int64, in value: Int64) -> Int64 {
    precondition(unit > 0, "a unit of time is positive")
    return value / unit - (value % unit < 0 ? 1 : 0)
  }
}

extension Timestamp: CustomStringConvertible {
  /// `2024-10-12 09:30:00.250Z`, the fraction only where there is one. An instant outside of the
  /// years 1 to 9999 reads as the first or last one in them.
  public var description: String {
    "\(Day(containing: self)) \(TimeOfDay(self).text(separator: ":"))Z"
  }
}

extension Timestamp {
  /// The nearest instant that has a date with a year from 1 to 9999.
  var clampedToCalendar: Timestamp {
    let last = Day.last.end.advanced(byMilliseconds: -1)
    return min(max(self, Day.first.start), last)
  }
}

/// Hours, minutes, seconds and milliseconds after midnight, UTC.
struct TimeOfDay {
  /// Milliseconds after midnight.
  let milliseconds: Int64

  /// The time of day of the nearest instant that the calendar has.
  init(_ timestamp: Timestamp) {
    let timestamp = timestamp.clampedToCalendar
    milliseconds = timestamp.milliseconds - Day(containing: timestamp).start.milliseconds
  }

  /// `09-30-00.250`, the fraction only where there is one.
  func text(separator: String) -> String {
    let seconds = milliseconds / Timestamp.second
    let fraction = milliseconds % Timestamp.second
    let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, to: 2) }
    return parts.joined(separator: separator) + (fraction == 0 ? "" : "." + padded(fraction, to: 3))
  }
}

/// The digits of a number that isn't negative, with zeros before them.
func padded(_ number: Int64, to width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
