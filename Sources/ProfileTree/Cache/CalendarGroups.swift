import ProfileStore

/// The whole days and whole hours among a window's captures: the runs that other windows hold too.
///
/// Where a day or an hour has few captures, its part would save nothing, and it is no group: its
/// captures are looked at one by one by whoever holds them.
struct CalendarGroups: Sendable {
  /// By the position of their first capture, the longer first.
  private var byStart: [Int: [Range<Int>]] = [:]
  private let captures: [SelectedCapture]
  private let past: Timestamp

  /// The groups among captures in order of time, in a window of this span, of at least so many
  /// captures or hours each.
  ///
  /// - Parameter past: what ended before that has all its captures, as far as anybody can tell.
  init(
    _ captures: [SelectedCapture], in span: Range<Timestamp>, holding least: Int, past: Timestamp
  ) {
    (self.captures, self.past) = (captures, past)
    var hours = CalendarGroups.runs(captures, of: Timestamp.hour, in: span)
    hours.removeAll { $0.count < least }
    var next = 0
    for day in CalendarGroups.runs(captures, of: Timestamp.day, in: span) {
      var inputs = day.count
      while next < hours.count, hours[next].lowerBound < day.upperBound {
        if hours[next].lowerBound >= day.lowerBound { inputs -= hours[next].count - 1 }
        next += 1
      }
      if inputs >= least { byStart[day.lowerBound] = [day] }
    }
    for hour in hours { byStart[hour.lowerBound, default: []].append(hour) }
  }

  /// The groups that begin with a capture, the longest first.
  func starting(at position: Int) -> [Range<Int>] { byStart[position] ?? [] }

  /// Whether a run is a group of a day or an hour that is over.
  func isPast(_ run: Range<Int>) -> Bool {
    guard byStart[run.lowerBound]?.contains(run) == true else { return false }
    let (first, last) = (captures[run.lowerBound], captures[run.upperBound - 1])
    let hour = first.capture.name.time.rounded(downTo: Timestamp.hour)
    let isOfAnHour = last.capture.name.time < hour.advanced(byMilliseconds: Timestamp.hour)
    let unit = isOfAnHour ? Timestamp.hour : Timestamp.day
    return first.capture.name.time.rounded(downTo: unit).advanced(byMilliseconds: unit) <= past
  }

  // The captures of each unit of time that lies in the span as a whole.
  private static func runs(
    _ captures: [SelectedCapture], of unit: Int64, in span: Range<Timestamp>
  ) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var first = 0
    while first < captures.count {
      let start = captures[first].capture.name.time.rounded(downTo: unit)
      let end = start.advanced(byMilliseconds: unit)
      var last = first + 1
      while last < captures.count, captures[last].capture.name.time < end { last += 1 }
      if span.lowerBound <= start, end <= span.upperBound { runs.append(first..<last) }
      first = last
    }
    return runs
  }
}
