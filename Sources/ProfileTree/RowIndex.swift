/// An open-addressing hash table of row numbers, from which rows can be taken out again: 8 to 16 bytes
/// a row. The rows and their hashes are elsewhere.
struct RowIndex {
  /// Row numbers plus 1; 0 is an empty slot. A power of two, at most half full: a row that is asked
  /// whether it is wanted is a cache miss.
  private var slots = [UInt32](repeating: 0, count: 16)
  private(set) var count = 0

  /// The first row of this hash that the predicate holds for. It is asked of other hashes' rows too.
  func first(of hash: UInt64, where isWanted: (UInt32) -> Bool) -> UInt32? {
    var slot = home(hash)
    while slots[slot] != 0 {
      if isWanted(slots[slot] - 1) { return slots[slot] - 1 }
      slot = next(slot)
    }
    return nil
  }

  /// Puts a row in that isn't in. `hashOf` tells the hashes of those that are.
  mutating func insert(_ row: UInt32, _ hash: UInt64, hashOf: (UInt32) -> UInt64) {
    if (count + 1) * 2 > slots.count { grow(hashOf) }
    place(row, hash)
    count += 1
  }

  /// Takes a row out; without it, nothing happens.
  mutating func remove(_ row: UInt32, _ hash: UInt64, hashOf: (UInt32) -> UInt64) {
    var hole = home(hash)
    while slots[hole] != row + 1 {
      if slots[hole] == 0 { return }
      hole = next(hole)
    }
    count -= 1
    // What comes behind moves up, unless that would put it before its home.
    var slot = next(hole)
    while slots[slot] != 0 {
      let distance = (slot &- home(hashOf(slots[slot] - 1))) & (slots.count - 1)
      if distance >= (slot &- hole) & (slots.count - 1) {
        slots[hole] = slots[slot]
        hole = slot
      }
      slot = next(slot)
    }
    slots[hole] = 0
  }

  private mutating func grow(_ hashOf: (UInt32) -> UInt64) {
    let old = slots
    slots = [UInt32](repeating: 0, count: old.count * 2)
    for row in old where row != 0 { place(row - 1, hashOf(row - 1)) }
  }

  private mutating func place(_ row: UInt32, _ hash: UInt64) {
    var slot = home(hash)
    while slots[slot] != 0 { slot = next(slot) }
    slots[slot] = row + 1
  }

  private func home(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash) & (slots.count - 1)
  }

  private func next(_ slot: Int) -> Int { (slot &+ 1) & (slots.count - 1) }
}
