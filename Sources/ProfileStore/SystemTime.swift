import CLinux
import Glibc

extension Timestamp {
  /// The system's clock.
  public static var now: Timestamp { Timestamp(nanoseconds: SystemTime.nanoseconds()) }
}

/// The system's clock and its terms.
enum SystemTime {
  /// Nanoseconds since the epoch.
  static func nanoseconds() -> Int64 {
    var time = Glibc.timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }

  /// An instant of the calendar as system calls take it.
  static func timespec(_ timestamp: Timestamp) -> Glibc.timespec {
    let seconds = Timestamp.units(of: Timestamp.second, in: timestamp.milliseconds)
    return Glibc.timespec(
      tv_sec: Int(seconds),
      tv_nsec: Int(timestamp.milliseconds - seconds * Timestamp.second) * 1_000_000)
  }

  /// In the place of an instant: leave the time as it is, and the time of the call.
  static let omit = Glibc.timespec(tv_sec: 0, tv_nsec: clinux_UTIME_OMIT)
  static let now = Glibc.timespec(tv_sec: 0, tv_nsec: clinux_UTIME_NOW)
}
