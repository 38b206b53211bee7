public import ProfileStore
public import ProfileTree

import Synchronization

/// A clock that stands still until a test moves it.
public final class TestClock: TreeClock {
  private let state: Mutex<(now: Timestamp, uptime: Duration)>

  /// A clock that stands at 2024-10-12 12:00:00 UTC, or elsewhere.
  public init(
    _ now: Timestamp = Day(year: 2024, month: 10, day: 12)!.start.advanced(
      byMilliseconds: 12 * Timestamp.hour)
  ) {
    state = Mutex((now, .zero))
  }

  /// The time of day that was set.
  public var now: Timestamp { state.withLock { $0.now } }
  /// How far the clock was moved.
  public var uptime: Duration { state.withLock { $0.uptime } }

  /// Moves both the time of day and the uptime.
  public func advance(by distance: Duration) {
    let milliseconds =
      distance.components.seconds * 1000 + distance.components.attoseconds / 1_000_000_000_000_000
    state.withLock { state in
      state.now = state.now.advanced(byMilliseconds: milliseconds)
      state.uptime += distance
    }
  }

  /// Sets the time of day.
  public func set(_ now: Timestamp) { state.withLock { $0.now = now } }
}
