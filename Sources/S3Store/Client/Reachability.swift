import ProfileStore
import Synchronization
import Threads

/// Whether the bucket answers, as the last request found it.
final class Reachability: Sendable {
  private struct State {
    var outage: StoreOutage?
    /// Asks while nobody else does; started by the first outage.
    var prober: WorkerPool?
    var isProbing = false
  }

  private let state = Mutex(State())

  /// Why it doesn't answer; nil while it does.
  var outage: StoreOutage? { state.withLock { $0.outage } }

  /// There was an answer, whatever it said.
  func answered() { state.withLock { $0.outage = nil } }

  /// A request came to nothing, however often it was tried.
  func failed(_ error: S3Error) {
    state.withLock { state in
      state.outage = StoreOutage(since: state.outage?.since ?? .now, reason: error.message)
    }
  }

  /// Asks until there is an answer, on a thread of its own: who can do with what was known needn't
  /// wait for it.
  ///
  /// - Parameter ask: makes a request.
  func probe(_ ask: @escaping @Sendable () -> Void) {
    let prober = state.withLock { state -> WorkerPool? in
      guard !state.isProbing else { return nil }
      state.isProbing = true
      let prober = state.prober ?? WorkerPool(threads: 1, name: "s3-probe")
      state.prober = prober
      return prober
    }
    prober?.run { [weak self] in
      while self?.outage != nil {
        ask()
        if self?.outage != nil { Backoff.pause(Limits.probePause) }
      }
      self?.state.withLock { $0.isProbing = false }
    }
  }
}
