import ProfileStore
import Synchronization

/// Captures that no view holds, because their bytes are bad or of another type than the rest.
final class LeftOutCaptures: Sendable {
  private struct Key: Hashable {
    let file: StoreFile
    let identity: Identity
  }

  private let known = Mutex<Set<Key>>([])
  private let events: EventLog

  init(events: EventLog) { self.events = events }

  /// Remembers captures that were left out. Each is an event the first time.
  func insert(_ captures: [ViewBuilder.LeftOut]) {
    for leftOut in captures {
      let key = Key(file: leftOut.selected.file, identity: leftOut.selected.capture.status.identity)
      let isNew = known.withLock { known in
        if known.count >= Limits.leftOut { known = [] }
        return known.insert(key).inserted
      }
      if isNew {
        events.record(
          .error, "\(key.file): left out: \(leftOut.reason); delete it or replace it")
      }
    }
  }

  /// How many of them are still in the store.
  func count(in store: any ProfileStore) throws(StoreError) -> Int {
    var count = 0
    for key in known.withLock({ $0 }) {
      if try store.status(of: key.file)?.identity == key.identity {
        count += 1
      } else {
        _ = known.withLock { $0.remove(key) }
      }
    }
    return count
  }
}
