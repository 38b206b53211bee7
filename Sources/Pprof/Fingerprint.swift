/// A 128-bit hash of bytes, the same on every host and in every release: for provenance and for
/// keys of what was computed. It is no defence against somebody who wants a collision.
///
/// It depends on the bytes alone, not on how they are divided into updates.
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
  private var low: UInt64 = 0x243f_6a88_85a3_08d3
  private var high: UInt64 = 0x1319_8a2e_0370_7344
  /// Bytes that don't fill a block of 16 yet.
  private var pending: (UInt64, UInt64) = (0, 0)
  private var count: UInt64 = 0

  /// The fingerprint of no bytes.
  public init() {}

  /// Adds bytes.
  public mutating func update(_ bytes: some Collection<UInt8>) {
    let isContiguous: Void? = bytes.withContiguousStorageIfAvailable { update($0.span) }
    if isContiguous == nil { update(Array(bytes).span) }
  }

  /// Adds a number's eight bytes, the lowest first.
  public mutating func update(_ number: UInt64) {
    // Of those, as many as fit go into the word that has room, and the others into the next.
    let bits = 8 * (count & 7)
    let (first, second) = (number &<< bits, bits == 0 ? 0 : number &>> (64 - bits))
    if count & 8 == 0 {
      pending.0 |= first
      pending.1 = second
    } else {
      mix(pending.0, pending.1 | first)
      pending = (second, 0)
    }
    count &+= 8
  }

  /// 64 of its bits.
  public var bits: UInt64 { digest.low }

  /// 32 hexadecimal digits.
  public var description: String {
    let (high, low) = digest
    return [high, low].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Whether two fingerprints are the same.
  public static func == (left: Fingerprint, right: Fingerprint) -> Bool {
    left.digest == right.digest
  }

  /// Hashes the fingerprint.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(digest.low)
  }

  private mutating func update(_ bytes: Span<UInt8>) {
    var offset = 0
    let raw = bytes.bytes
    while count & 15 == 0, bytes.count - offset >= 16 {
      mix(
        UInt64(
          littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)),
        UInt64(
          littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)))
      count &+= 16
      offset += 16
    }
    while bytes.count - offset >= 8 {
      update(
        UInt64(
          littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      offset += 8
    }
    while offset < bytes.count {
      append(bytes[offset])
      offset += 1
    }
  }

  private mutating func append(_ byte: UInt8) {
    let position = count & 15
    if position < 8 {
      pending.0 |= UInt64(byte) << (8 * position)
    } else {
      pending.1 |= UInt64(byte) << (8 * (position - 8))
    }
    count &+= 1
    if position == 15 {
      mix(pending.0, pending.1)
      pending = (0, 0)
    }
  }

  /// Two lanes, each folding a 128-bit product, that feed each other.
  @inline(__always)
  private mutating func mix(_ first: UInt64, _ second: UInt64) {
    let one = (low ^ first).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    let two = (high ^ second).multipliedFullWidth(by: 0xd6e8_feb8_6659_fd93)
    low = one.high ^ one.low &+ (high &<< 29 | high &>> 35)
    high = two.high ^ two.low &+ (first &<< 17 | first &>> 47)
  }

  /// The fingerprint's 128 bits.
  public var digest: (high: UInt64, low: UInt64) {
    var state = self
    state.mix(pending.0, pending.1)
    state.mix(count, ~count)
    for _ in 0..<3 { state.mix(state.high, state.low) }
    return (state.high, state.low)
  }
}
