import Glibc
import Synchronization
import Threads

/// Work that nobody waits for, on a thread of its own. What is too much is dropped: all of it only
/// saves time later.
final class BackgroundWork: Sendable {
  private let pool = WorkerPool(threads: 1, name: "pgofs-parts")
  private let waiting = Mutex((jobs: 0, bytes: 0))
  /// Computations and commits that somebody waits for.
  private let awaited = Monitor(0)

  /// The thread steps back behind those that somebody waits for.
  init() { pool.run { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19) } }

  /// Does something that somebody waits for: jobs stay behind it, for they'd take the cores from it, and
  /// from the store where that is on this host.
  func ahead<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    awaited.update(wakingAll: false) { $0 += 1 }
    defer { awaited.update(wakingAll: true) { $0 -= 1 } }
    return try body()
  }

  /// Runs a job that holds so many bytes until it is done. False when it is dropped.
  ///
  /// - Parameter isCheapLater: whether little is lost with it: such jobs leave half the room to others.
  func run(
    holding bytes: Int, isCheapLater: Bool = false, _ job: @escaping @Sendable () -> Void
  ) -> Bool {
    let parts = isCheapLater ? 2 : 1
    let isTaken = waiting.withLock { waiting in
      // One that is larger than there is room is taken by itself.
      guard waiting.jobs < Limits.backgroundJobs / parts,
        waiting.bytes == 0 || waiting.bytes + bytes <= Limits.backgroundBytes / parts
      else { return false }
      waiting.jobs += 1
      waiting.bytes += bytes
      return true
    }
    guard isTaken else { return false }
    let start = ContinuousClock.now + Limits.backgroundDelay
    pool.run { [self] in
      BackgroundWork.sleep(until: start)
      stepBack(until: start + Limits.longestBackgroundDelay)
      job()
      waiting.withLock { waiting in
        waiting.jobs -= 1
        waiting.bytes -= bytes
      }
    }
    return true
  }

  private func stepBack(until end: ContinuousClock.Instant) {
    let left = max(end - .now, .zero)
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let uptime = UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
    _ = awaited.wait(until: uptime + UInt64(left / .nanoseconds(1))) { $0 == 0 ? () : nil }
  }

  private static func sleep(until start: ContinuousClock.Instant) {
    let left = start - .now
    if left > .zero { usleep(UInt32(left / .microseconds(1))) }
  }

  /// Waits until all is done.
  func drain() { pool.drain() }
}
