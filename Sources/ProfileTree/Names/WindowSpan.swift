public import ProfileStore

/// The time that a window spans, as things stand.
public struct WindowSpan: Hashable, Sendable {
  /// The window's captures are those of this time.
  public let whole: Range<Timestamp>

  /// Where `whole` holds no capture, the window's captures are those of this time instead: from the
  /// same start up to now, or up to the newest capture. nil for windows that don't run on.
  public let fallback: Range<Timestamp>?

  init(whole: Range<Timestamp>, fallback: Range<Timestamp>? = nil) {
    self.whole = whole
    self.fallback = fallback
  }

  var withoutFallback: WindowSpan { WindowSpan(whole: whole) }
}

extension Window {
  /// The instant, or the nearest one that a capture can have, from which arithmetic can't overflow.
  static func clamped(_ time: Timestamp) -> Timestamp {
    min(max(time, calendar.lowerBound), calendar.upperBound)
  }

  /// The part of the calendar between two instants; empty when the second isn't after the first.
  static func range(_ start: Timestamp, _ end: Timestamp) -> Range<Timestamp> {
    let start = clamped(start)
    return start..<max(start, clamped(end))
  }

  static func range(day: Day) -> Range<Timestamp> { day.start..<day.end }
}
