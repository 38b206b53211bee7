/// How much room a store has, in bytes: what df shows of its mount.
public struct StoreSpace: Hashable, Sendable {
  /// All of it.
  public let total: UInt64

  /// What is free.
  public let free: UInt64

  /// What of that is for ordinary users.
  public let available: UInt64

  /// Room of this much.
  public init(total: UInt64, free: UInt64, available: UInt64) {
    self.total = total
    self.free = free
    self.available = available
  }
}
