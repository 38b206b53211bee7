/// Row numbers by the ids that a profile gives its mappings, locations and functions: a plain
/// array when ids are dense, as they nearly always are, else a hash table.
struct IdentifierIndex {
  static let none = UInt32.max

  private var dense = [UInt32]()
  private var sparse = HashIndex()
  private var ids = [UInt64]()

  enum Fault: Error {
    case zero(row: Int)
    case duplicate(UInt64)
  }

  /// - Parameter ids: the id of each row; all different, none 0.
  init(_ ids: [UInt64]) throws(Fault) {
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

  /// The row number of an id, or `none`.
  @inline(__always)
  subscript(id: UInt64) -> UInt32 {
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
