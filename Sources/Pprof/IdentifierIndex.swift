/// The ids that a profile gives its mappings, locations or functions, in order of the rows.
struct Identifiers {
  private(set) var count: UInt64 = 0
  /// Empty as long as they count from 1, as they nearly always do.
  private var others = [UInt64]()

  /// The id of each row where they don't count from 1, else nil.
  var list: [UInt64]? { others.isEmpty ? nil : others }

  /// Adds that of the next row.
  @inline(__always)
  mutating func append(_ id: UInt64) {
    count &+= 1
    if id != count || !others.isEmpty { appendOther(id) }
  }

  @inline(never)
  private mutating func appendOther(_ id: UInt64) {
    if others.isEmpty { others += 1..<count }
    others.append(id)
  }
}

/// Row numbers by the ids that a profile gives its mappings, locations and functions: nothing to
/// look up when ids count from 1, as they nearly always do, a plain array when they are dense, else
/// a hash table.
struct IdentifierIndex {
  static let none = UInt32.max

  private let count: UInt64
  private let isSequential: Bool
  private var dense = [UInt32]()
  private var sparse = HashIndex()
  private var ids = [UInt64]()

  enum Fault: Error {
    case zero(row: Int)
    case duplicate(UInt64)
  }

  /// - Parameter identifiers: all different, none 0.
  init(_ identifiers: Identifiers) throws(Fault) {
    count = identifiers.count
    guard let ids = identifiers.list else {
      isSequential = true
      return
    }
    isSequential = false
    let largest = ids.max() ?? 0
    if largest <= UInt64(4 * ids.count + 64) {
      dense = [UInt32](repeating: Self.none, count: Int(largest) + 1)
      for (row, id) in ids.enumerated() {
        guard id != 0 else { throw .zero(row: row) }
        guard dense[Int(id)] == Self.none else { throw .duplicate(id) }
        dense[Int(id)] = UInt32(row)
      }
    } else {
      self.ids = ids
      for (row, id) in ids.enumerated() {
        guard id != 0 else { throw .zero(row: row) }
        guard find(id) == Self.none else { throw .duplicate(id) }
        sparse.insert(sparse.hash(id))
      }
    }
  }

  /// How many ids there are, if they count from 1 in the order of the rows; else nil.
  var sequentialCount: UInt64? { isSequential ? count : nil }

  /// The row number of an id, or `none`.
  @inline(__always)
  subscript(id: UInt64) -> UInt32 {
    if isSequential {
      return id &- 1 < count ? UInt32(truncatingIfNeeded: id &- 1) : Self.none
    }
    return lookUp(id)
  }

  private func lookUp(_ id: UInt64) -> UInt32 {
    if id < UInt64(dense.count) { return dense[Int(id)] }
    return ids.isEmpty ? Self.none : find(id)
  }

  private func find(_ id: UInt64) -> UInt32 {
    var probe = sparse.probe(sparse.hash(id))
    while let row = sparse.next(&probe) {
      if ids[row] == id { return UInt32(row) }
    }
    return Self.none
  }
}
