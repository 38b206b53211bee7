import ProfileStore
import Synchronization

/// Puts a store that fails when told to between a mount and its store.
final class Faults: Sendable {
  private let made = Mutex<FaultyStore?>(nil)

  /// The store, once the mount is made.
  var store: FaultyStore { made.withLock { $0! } }

  /// For `Mounted`'s `wrapping`.
  func wrap(_ store: any ProfileStore) -> any ProfileStore {
    let faulty = FaultyStore(wrapping: store)
    made.withLock { $0 = faulty }
    return faulty
  }
}
