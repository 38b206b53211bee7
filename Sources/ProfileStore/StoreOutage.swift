/// Why and since when a store doesn't answer.
public struct StoreOutage: Hashable, Sendable {
  /// When the first call failed.
  public let since: Timestamp
  /// What the last one ran into, and what to do; never a secret.
  public let reason: String

  /// An outage.
  public init(since: Timestamp, reason: String) { (self.since, self.reason) = (since, reason) }
}
