import Synchronization

/// Events that would say the same over and over: one goes through at most once an hour.
final class RareWarnings: Sendable {
  private let last = Mutex<Duration?>(nil)
  private let clock: any TreeClock
  private let events: EventLog

  init(_ clock: any TreeClock, _ events: EventLog) {
    self.clock = clock
    self.events = events
  }

  /// Records the event, unless another one was less than an hour ago.
  func record(_ message: String) {
    let now = clock.uptime
    let isDue = last.withLock { last in
      if let last, now - last < Limits.cacheWarning { return false }
      last = now
      return true
    }
    if isDue { events.record(.note, message) }
  }
}
