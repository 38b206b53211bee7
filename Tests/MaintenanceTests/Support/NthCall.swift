import ProfileStore
import Synchronization

/// Lets the calls of a store pass up to one of them, which fails; whatever comes after it passes too.
final class NthCall: Sendable {
  private let state = Mutex((seen: 0, failing: Int.max))

  /// How many calls there were.
  var seen: Int { state.withLock { $0.seen } }

  /// Counts anew, up to the call that fails.
  func fail(_ number: Int) { state.withLock { $0 = (0, number) } }

  /// For `FaultyStore.setFault`.
  func script(_ error: StoreError) -> FaultyStore.Script {
    { _ in
      self.state.withLock { state in
        state.seen += 1
        return state.seen == state.failing ? .fail(error) : nil
      }
    }
  }
}
