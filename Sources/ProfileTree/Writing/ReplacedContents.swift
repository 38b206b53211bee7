import ProfileStore
import Synchronization

/// What was replaced a moment ago through a handle that stayed open. The kernel may still believe that
/// the name stands for it, and a host that keeps contents still has it: who opens the name must get
/// the new one all the same.
final class ReplacedContents: Sendable {
  private struct Content: Hashable {
    let file: StoreFile
    let identity: Identity
  }

  private let times = Mutex<[Content: Duration]>([:])

  /// A file has another content from now on.
  func replace(_ old: Identity, of file: StoreFile, with new: Identity, at now: Duration) {
    times.withLock { times in
      times = times.filter { now - $0.value < Limits.nameHold }
      times[Content(file: file, identity: old)] = now
      times[Content(file: file, identity: new)] = nil
    }
  }

  /// Whether the kernel may name this content although it was replaced.
  func contains(_ identity: Identity, of file: StoreFile, at now: Duration) -> Bool {
    times.withLock { times in
      times[Content(file: file, identity: identity)].map { now - $0 < Limits.nameHold } ?? false
    }
  }
}
