import ProfileStore
import Synchronization
import Threads

/// Whether the bucket answers, as the last request found it.
///
/// Once it doesn't, it is asked until it does, whether or not anybody else asks: what was listed before
/// is shown meanwhile, and no longer.
final class Reachability: Sendable {
  private struct State {
    var outage: StoreOutage?
    /// Started by the first outage.
    var prober: WorkerPool?
    var isProbed = false
  }

  private let state = Mutex(State())

  /// Why it doesn't answer; nil while it does.
  var outage: StoreOutage? { state.withLock { $0.outage } }

  /// There was an answer, whatever it said.
  func answered() { state.withLock { $0.outage = nil } }

  /// A request came to nothing, however often it was tried.
  ///
  /// - Parameter ask: makes a request, and tells here how it went.
  func failed(_ error: S3Error, ask: @escaping @Sendable () -> Void) {
    let prober = state.withLock { state -> WorkerPool? in
      state.outage = StoreOutage(since: state.outage?.since ?? .now, reason: error.message)
      guard !state.isProbed else { return nil }
      state.isProbed = true
      let prober = state.prober ?? WorkerPool(threads: 1, name: "s3-probe")
      state.prober = prober
      return prober
    }
    prober?.run { [weak self] in
      while let self, !isOver() {
        Backoff.pause(Limits.probePause)
        ask()
      }
    }
  }

  // Whether there was an answer; who fails after that starts to ask anew.
  private func isOver() -> Bool {
    state.withLock { state in
      if state.outage == nil { state.isProbed = false }
      return state.outage == nil
    }
  }
}
