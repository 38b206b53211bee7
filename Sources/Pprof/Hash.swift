/// Multiply-mix hashing with 128-bit products, in the manner of wyhash.
enum Hash {
  /// Different in every process, so that nobody can write a profile whose keys collide.
  static let processSeed = UInt64.random(in: .min ... .max) | 1

  @inline(__always)
  static func mix(_ value: UInt64, into state: UInt64) -> UInt64 {
    let product = (value ^ state ^ 0xa076_1d64_78bd_642f)
      .multipliedFullWidth(by: 0xe703_7ed1_a0b4_28db ^ (state << 1))
    return product.high ^ product.low ^ state
  }

  /// Two words at a time, each under what is known of the state: neither can undo the other.
  @inline(__always)
  private static func mix(_ one: UInt64, _ other: UInt64, into state: UInt64) -> UInt64 {
    let product = (one ^ state ^ 0xa076_1d64_78bd_642f)
      .multipliedFullWidth(by: other ^ (state &<< 32 | state &>> 32) ^ 0xe703_7ed1_a0b4_28db)
    return product.high ^ product.low ^ state
  }

  /// The hash of bytes, sixteen at a time.
  static func bytes(_ bytes: RawSpan, seed: UInt64) -> UInt64 {
    let count = bytes.byteCount
    var state = mix(UInt64(count), into: seed)
    var offset = 0
    while count &- offset >= 16 {
      let one = bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self)
      let other = bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: offset &+ 8, as: UInt64.self)
      state = mix(one, other, into: state)
      offset &+= 16
    }
    if count &- offset >= 8 {
      let word = bytes.unsafeLoadUnaligned(
        fromUncheckedByteOffset: offset, as: UInt64.self)
      state = mix(word, into: state)
      offset &+= 8
    }
    if offset == count { return state }
    // The last eight bytes overlap those before them; a shorter string is read byte by byte.
    var tail: UInt64 = 0
    if count >= 8 {
      tail = bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: count &- 8, as: UInt64.self)
    } else {
      while offset < count {
        tail =
          tail &<< 8
          | UInt64(bytes.unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self))
        offset &+= 1
      }
    }
    return mix(tail, into: state)
  }
}
