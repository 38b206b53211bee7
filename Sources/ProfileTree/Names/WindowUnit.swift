import ProfileStore

/// The unit of `last<N><unit>` and `newest<N><unit>`, UTC.
enum WindowUnit: String, Hashable, Sendable {
  case minute = "m"
  case hour = "h"
  case day = "d"
  case week = "w"

  var milliseconds: Int64 {
    switch self {
    case .minute: Timestamp.minute
    case .hour: Timestamp.hour
    case .day: Timestamp.day
    case .week: 7 * Timestamp.day
    }
  }

  /// The start of the unit that holds an instant; weeks begin on Monday, as in ISO 8601.
  func floor(_ time: Timestamp) -> Timestamp {
    guard self == .week else { return time.rounded(downTo: milliseconds) }
    // The Unix epoch is a Thursday, three days after a Monday.
    let sinceMonday = 3 * Timestamp.day
    return time.advanced(byMilliseconds: sinceMonday).rounded(downTo: milliseconds)
      .advanced(byMilliseconds: -sinceMonday)
  }
}
