/// An open-addressing hash table of numbers: the rows or records that they stand for are elsewhere.
///
/// Rows are numbered in order of insertion, unless they are given numbers. Looking up is a probe:
///
///     var probe = index.probe(hash)
///     while let row = index.next(&probe) { if rows[row] == key { return row } }
///     index.insert(hash)
struct HashIndex: Sendable {
  struct Probe {
    fileprivate var slot: Int
    fileprivate let tag: UInt32
  }

  /// In the upper half a number plus 1, in the lower half the lower half of its hash, so that
  /// most probes read nothing else; 0 is an empty slot. A power of two, at most three quarters full.
  private var slots = [UInt64](repeating: 0, count: 16)
  private(set) var count = 0
  let seed = Hash.processSeed

  @inline(__always)
  func hash(_ value: UInt64) -> UInt64 {
    Hash.mix(value, into: seed)
  }

  @inline(__always)
  func probe(_ hash: UInt64) -> Probe {
    let tag = UInt32(truncatingIfNeeded: hash)
    return Probe(slot: Int(tag) & (slots.count &- 1), tag: tag)
  }

  /// Asks for the memory that a probe of the hash reads first.
  @inline(__always)
  func prefetch(_ hash: UInt64) {
    slots.prefetch(Int(UInt32(truncatingIfNeeded: hash)) & (slots.count &- 1))
  }

  /// The next number that may have the probe's hash, nil when there is none left.
  @inline(__always)
  func next(_ probe: inout Probe) -> Int? {
    let slots = slots.span
    let mask = slots.count &- 1
    while true {
      // The mask keeps the slot in the table.
      let entry = slots[unchecked: probe.slot]
      if entry == 0 { return nil }
      probe.slot = (probe.slot &+ 1) & mask
      if UInt32(truncatingIfNeeded: entry) == probe.tag {
        return Int(truncatingIfNeeded: entry &>> 32) &- 1
      }
    }
  }

  /// Adds the row numbered `count`.
  @inline(__always)
  mutating func insert(_ hash: UInt64) { insert(hash, number: count) }

  /// Adds a number below 2^32 - 1.
  @inline(__always)
  mutating func insert(_ hash: UInt64, number: Int) {
    precondition(number < Int(UInt32.max), "a table of more than 2^32 rows")
    count &+= 1
    if count > slots.count / 4 * 3 { grow(to: slots.count * 2) }
    place(UInt64(number &+ 1) &<< 32 | hash & 0xffff_ffff)
  }

  /// Makes room for this many rows in all.
  mutating func reserve(_ rows: Int) {
    var size = slots.count
    while rows > size / 4 * 3 { size *= 2 }
    if size > slots.count { grow(to: size) }
  }

  @inline(__always)
  private mutating func place(_ entry: UInt64) {
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: entry & 0xffff_ffff) & mask
    while slots[slot] != 0 { slot = (slot &+ 1) & mask }
    slots[slot] = entry
  }

  private mutating func grow(to size: Int) {
    let old = slots
    slots = [UInt64](repeating: 0, count: size)
    for entry in old where entry != 0 { place(entry) }
  }
}
