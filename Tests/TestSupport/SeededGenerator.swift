import Glibc

/// A random number generator (SplitMix64) that prints its seed, so that a failure can be repeated.
public struct SeededGenerator: RandomNumberGenerator {
  /// What it began with.
  public let seed: UInt64
  private var state: UInt64

  /// A generator for a purpose; `PGOFS_SEED` chooses the seed of every one.
  public init(_ purpose: String) {
    let chosen = getenv("PGOFS_SEED").map { String(cString: $0) } ?? ""
    seed = UInt64(chosen) ?? .random(in: .min ... .max)
    state = seed
    print("\(purpose): PGOFS_SEED=\(seed)")
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }
}
