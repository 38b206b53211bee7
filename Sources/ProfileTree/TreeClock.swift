public import ProfileStore

import Glibc

/// The time, as the tree needs it; tests move their own.
public protocol TreeClock: Sendable {
  /// The instant in UTC: windows and arrivals.
  var now: Timestamp { get }

  /// Time that only goes forward, from any start: how long pins and dropped names hold.
  var uptime: Duration { get }
}

/// The machine's clocks.
public struct SystemClock: TreeClock {
  /// The machine's clocks.
  public init() {}

  /// CLOCK_REALTIME.
  public var now: Timestamp {
    let time = SystemClock.read(CLOCK_REALTIME)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// CLOCK_BOOTTIME, which counts a suspended machine's time too.
  public var uptime: Duration {
    let time = SystemClock.read(CLOCK_BOOTTIME)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  private static func read(_ clock: clockid_t) -> timespec {
    var time = timespec()
    clock_gettime(clock, &time)
    return time
  }
}
