import ProfileStore
import Synchronization

/// Lets the calls of a store pass but for one of them, which fails.
final class NthCall: Sendable {
  private let state = Mutex((seen: 0, failing: Int.max))

  /// How many calls there were.
  var seen: Int { state.withLock { $0.seen } }

  /// Counts anew, up to the call that fails.
  func fail(_ number: Int) { state.withLock { $0 = (0, number) } }

  /// For `FaultyStore.setFault`.
  func script(_ fault: StoreFault) -> FaultyStore.Script {
    { _ in
      self.state.withLock { state in
        state.seen += 1
        return state.seen == state.failing ? fault : nil
      }
    }
  }
}
