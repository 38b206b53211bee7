import Synchronization

/// How many requests were sent, by method.
public final class RequestCounts: Sendable {
  private let counts = Mutex<[String: Int]>([:])

  func count(_ method: String) { counts.withLock { $0[method, default: 0] += 1 } }

  /// The counts so far; tries count each.
  public var all: [String: Int] { counts.withLock { $0 } }
}
