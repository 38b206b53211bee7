import Synchronization

/// How many bytes of large answers may be in memory at once. Real captures are small; targets that
/// answer without end, all at once, are not to take the machine's memory.
final class BodyBudget: Sendable {
  private let limit: Int
  private let used = Mutex(0)

  init(limit: Int) { self.limit = limit }

  /// What one answer takes of it, until nobody holds it any more.
  final class Share: Sendable {
    private let budget: BodyBudget
    private let taken = Mutex(0)

    init(of budget: BodyBudget) { self.budget = budget }

    deinit {
      let taken = taken.withLock { $0 }
      budget.used.withLock { $0 -= taken }
    }

    /// Whether the answer may grow to so many bytes. The first mebibyte is every answer's own.
    func grow(to size: Int) -> Bool {
      let wanted = max(0, size - Limits.smallBody)
      return taken.withLock { taken in
        let more = wanted - taken
        guard more > 0 else { return true }
        let isGranted = budget.used.withLock { used in
          guard used + more <= budget.limit else { return false }
          used += more
          return true
        }
        if isGranted { taken = wanted }
        return isGranted
      }
    }
  }

  func share() -> Share { Share(of: self) }
}

/// The body of an answer; it counts as long as it is held.
struct Body: Sendable {
  var bytes: [UInt8] = []
  let share: BodyBudget.Share
}
