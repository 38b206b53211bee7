import ProfileStore

/// The days of an app, as far as they are known.
struct KnownDays {
  /// When which days were listed, nil of what isn't believed any more. A day that was listed and has
  /// no listing isn't there.
  private var spans: [(days: ClosedRange<Day>, time: ContinuousClock.Instant?)] = []
  private var days: [Day: DayListing] = [:]

  /// How many captures are known.
  var count: Int { days.values.reduce(0) { $0 + $1.captures.count } }

  /// The listing of a day.
  subscript(day: Day) -> DayListing { days[day] ?? DayListing() }

  /// A capture of these days was put or, with nil, deleted.
  mutating func change(_ name: CaptureName, to status: FileStatus?, at time: Timestamp) {
    days[name.day, default: DayListing()].change(name, to: status, at: time)
    if days[name.day]?.isThere == false { days[name.day] = nil }
  }

  /// All has to be listed anew.
  mutating func doubt() {
    for position in spans.indices { spans[position].time = nil }
  }

  /// The days of these that have to be listed anew; nil when all were after that time, or without one
  /// at any time.
  func missing(of wanted: ClosedRange<Day>, since time: ContinuousClock.Instant?)
    -> ClosedRange<Day>?
  {
    var (first, last) = (wanted.lowerBound, wanted.upperBound)
    let fresh = spans.filter { span in
      guard let time else { return true }
      return span.time.map { $0 >= time } ?? false
    }
    // From either end, as far as the spans reach.
    var isShorter = true
    while isShorter {
      isShorter = false
      for span in fresh {
        if span.days.contains(first) {
          guard span.days.upperBound < last, let next = span.days.upperBound.next else {
            return nil
          }
          (first, isShorter) = (next, true)
        }
        if span.days.contains(last) {
          guard span.days.lowerBound > first, let next = span.days.lowerBound.previous else {
            return nil
          }
          (last, isShorter) = (next, true)
        }
      }
    }
    return first...last
  }

  /// Takes over what was listed of some days at a time.
  mutating func replace(
    _ span: ClosedRange<Day>, with listed: [Day: DayListing], at time: ContinuousClock.Instant
  ) {
    // What began later knows better.
    let newer = spans.filter { $0.time.map { $0 > time } ?? false }
    let isOld = { (day: Day) in newer.contains { $0.days.contains(day) } }
    for (day, old) in days where span.contains(day) && !isOld(day) {
      days[day] = nil
      // What is gone changed the list at some time up to now.
      guard var new = listed[day] else { continue }
      let isShorter = old.captures.contains { new.status(of: $0.name) == nil }
      new.modified = max(new.modified, isShorter ? .now : old.modified)
      days[day] = new
    }
    for (day, new) in listed where days[day] == nil && !isOld(day) { days[day] = new }
    spans.removeAll { old in
      span.contains(old.days.lowerBound) && span.contains(old.days.upperBound)
        && !(old.time.map { $0 > time } ?? false)
    }
    if spans.count >= Limits.knownSpans { spans.removeFirst() }
    spans.append((span, time))
  }

  /// The captures in a window.
  func captures(in window: Range<Timestamp>, of span: ClosedRange<Day>) -> [StoredCapture] {
    days.keys.filter(span.contains).sorted().flatMap { day in
      let captures = self[day].captures
      if window.lowerBound <= day.start, day.end <= window.upperBound { return captures }
      return captures.filter { window.contains($0.name.time) }
    }
  }
}

extension Day {
  fileprivate var next: Day? { Day(number: number + 1) }
  fileprivate var previous: Day? { Day(number: number - 1) }
}
