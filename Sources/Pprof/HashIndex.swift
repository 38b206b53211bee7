/// An open-addressing hash table of row numbers: the rows themselves are columns elsewhere.
///
/// Rows are numbered in order of insertion. Looking up is a probe:
///
///     var probe = index.probe(hash)
///     while let row = index.next(&probe) { if rows[row] == key { return row } }
///     index.insert(hash)
struct HashIndex {
  struct Probe {
    fileprivate var slot: Int
    fileprivate let hash: UInt64
  }

  /// The hash of each row.
  private var hashes = [UInt64]()
  /// Row numbers plus 1; 0 is an empty slot. A power of two, at most three quarters full.
  private var slots = [UInt32](repeating: 0, count: 16)
  let seed = Hash.processSeed

  var count: Int { hashes.count }

  @inline(__always)
  func hash(_ value: UInt64) -> UInt64 {
    Hash.mix(value, into: seed)
  }

  @inline(__always)
  func probe(_ hash: UInt64) -> Probe {
    Probe(slot: Int(truncatingIfNeeded: hash) & (slots.count &- 1), hash: hash)
  }

  /// The next row that may have the probe's hash, nil when there is none left.
  @inline(__always)
  func next(_ probe: inout Probe) -> Int? {
    let mask = slots.count &- 1
    while true {
      let entry = slots[probe.slot]
      if entry == 0 { return nil }
      probe.slot = (probe.slot &+ 1) & mask
      let row = Int(entry) &- 1
      if hashes[row] == probe.hash { return row }
    }
  }

  /// Adds the row numbered `count`.
  mutating func insert(_ hash: UInt64) {
    hashes.append(hash)
    precondition(hashes.count < Int(UInt32.max), "a table of more than 2^32 rows")
    if hashes.count > slots.count / 4 * 3 {
      grow()
    } else {
      place(hash, row: hashes.count &- 1)
    }
  }

  private mutating func place(_ hash: UInt64, row: Int) {
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 { slot = (slot &+ 1) & mask }
    slots[slot] = UInt32(row &+ 1)
  }

  private mutating func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for row in hashes.indices { place(hashes[row], row: row) }
  }
}

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

  /// The hash of bytes, eight at a time.
  static func bytes(_ bytes: RawSpan, seed: UInt64) -> UInt64 {
    let count = bytes.byteCount
    var state = mix(UInt64(count), into: seed)
    var offset = 0
    while count &- offset >= 8 {
      let word = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
      state = mix(word, into: state)
      offset &+= 8
    }
    var tail: UInt64 = 0
    while offset < count {
      tail = tail << 8 | UInt64(bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
      offset &+= 1
    }
    return mix(tail, into: state)
  }

  /// The hash of integers, in order.
  @inline(__always)
  static func integers(_ values: Span<UInt32>, seed: UInt64) -> UInt64 {
    var state = mix(UInt64(values.count), into: seed)
    var index = 0
    while index &+ 1 < values.count {
      state = mix(UInt64(values[index]) | UInt64(values[index &+ 1]) << 32, into: state)
      index &+= 2
    }
    if index < values.count { state = mix(UInt64(values[index]), into: state) }
    return state
  }
}
