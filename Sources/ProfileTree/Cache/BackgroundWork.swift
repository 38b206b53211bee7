import Glibc
import Synchronization
import Threads

/// Work that nobody waits for, on a thread of its own. What is too much is dropped: all of it only
/// saves time later.
final class BackgroundWork: Sendable {
  private let pool = WorkerPool(threads: 1, name: "pgofs-parts")
  private let waiting = Mutex((jobs: 0, bytes: 0))

  /// The thread steps back behind those that somebody waits for.
  init() { pool.run { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19) } }

  /// Runs a job that holds so many bytes until it is done. False when it is dropped.
  func run(holding bytes: Int, _ job: @escaping @Sendable () -> Void) -> Bool {
    let isTaken = waiting.withLock { waiting in
      guard waiting.jobs < Limits.backgroundJobs, waiting.bytes + bytes <= Limits.backgroundBytes
      else { return false }
      waiting.jobs += 1
      waiting.bytes += bytes
      return true
    }
    guard isTaken else { return false }
    let start = ContinuousClock.now + Limits.backgroundDelay
    pool.run { [self] in
      BackgroundWork.sleep(until: start)
      job()
      waiting.withLock { waiting in
        waiting.jobs -= 1
        waiting.bytes -= bytes
      }
    }
    return true
  }

  private static func sleep(until start: ContinuousClock.Instant) {
    let left = start - .now
    if left > .zero { usleep(UInt32(left / .microseconds(1))) }
  }

  /// Waits until all is done.
  func drain() { pool.drain() }
}
