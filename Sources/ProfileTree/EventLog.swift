import ProfileStore

import Synchronization

/// What happened, a line each: what was refused, left out or dropped, where, why, and what to do.
///
/// The text is bounded; the older half goes when it is full. A line that repeats the one before it is
/// counted, not repeated.
public final class EventLog: Sendable {
  /// How bad an event is.
  public enum Level: String, Sendable {
    case note
    case error
  }

  private struct State {
    var text: [UInt8] = []
    var last = ""
    var repeats = 0
    var rejected: [AppPath: Rejected] = [:]
    var rejections = 0
  }

  private struct Rejected {
    var day: Day
    var count: Int
    var reason: String
    var order: Int
  }

  private let state = Mutex(State())
  private let clock: any TreeClock
  private let echo: @Sendable (Level, String) -> Void

  /// A log that also hands each line, without its time, to `echo`.
  public init(clock: any TreeClock, echo: @escaping @Sendable (Level, String) -> Void) {
    self.clock = clock
    self.echo = echo
  }

  /// Adds an event.
  public func record(_ level: Level, _ message: String) {
    let line = EventLog.oneLine(message)
    let now = clock.now
    let isNew = state.withLock { state in
      guard line != state.last else {
        state.repeats += 1
        return false
      }
      let repeated =
        state.repeats == 0 ? "" : "\(now) note the line above, \(state.repeats) more times\n"
      state.text += Array("\(repeated)\(now) \(level.rawValue) \(line)\n".utf8)
      (state.last, state.repeats) = (line, 0)
      EventLog.trim(&state.text)
      return true
    }
    if isNew { echo(level, line) }
  }

  /// Adds the event of an operation that failed.
  public func record(_ error: TreeError) {
    record(.error, "\(error) [\(error.errno)]")
  }

  /// Remembers that a capture for an app was refused today, for the reports of its windows.
  func countRejected(_ app: AppPath, reason: String) {
    let today = Day(containing: clock.now)
    state.withLock { state in
      let before = state.rejected[app].flatMap { $0.day == today ? $0.count : nil } ?? 0
      if state.rejected.count >= Limits.rejectedApps { state.rejected = [:] }
      state.rejections += 1
      state.rejected[app] = Rejected(
        day: today, count: before + 1, reason: reason, order: state.rejections)
    }
  }

  /// "4 rejected today: …" for the app and those below it, with the last reason; nil when none was.
  func rejectedToday(_ app: AppPath) -> String? {
    let today = Day(containing: clock.now)
    let rejected = state.withLock { state in
      state.rejected.filter { app.contains($0.key) && $0.value.day == today }
    }
    let count = rejected.values.reduce(0) { $0 + $1.count }
    return rejected.values.max { $0.order < $1.order }.map {
      "\(count) rejected today: \($0.reason)"
    }
  }

  /// The whole text.
  var text: [UInt8] { state.withLock { $0.text } }

  private static func trim(_ text: inout [UInt8]) {
    guard text.count > Limits.eventLogBytes else { return }
    let half = text[(text.count / 2)...]
    text = Array(half[(half.firstIndex(of: 0x0a) ?? half.startIndex)...].dropFirst())
  }

  // A path can hold anything but NUL; a line must stay one.
  private static func oneLine(_ message: String) -> String {
    let bytes = message.utf8.prefix(Limits.eventBytes).map { $0 < 0x20 || $0 == 0x7f ? 0x3f : $0 }
    return String(decoding: bytes, as: UTF8.self)
  }
}
