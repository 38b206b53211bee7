/// The functions of a merge, each once: the same start line, name, system name and file name.
/// Ids are 1-based, in order of arrival; strings are numbers of the merge's table.
struct FunctionTable: Sendable {
  private(set) var rows = [FunctionRow]()
  private var index = HashIndex()

  /// Looks for the functions that may have a hash: a probe of row numbers.
  @inline(__always)
  func probe(_ hash: UInt64) -> HashIndex.Probe { index.probe(hash) }

  /// The next row that may have the probe's hash, nil when there is none left.
  @inline(__always)
  func next(_ probe: inout HashIndex.Probe) -> Int? { index.next(&probe) }

  /// Adds a function that isn't there, and returns its id.
  mutating func insert(_ row: FunctionRow, hash: UInt64) -> UInt32 {
    index.insert(hash)
    rows.append(row)
    return UInt32(rows.count)
  }
}
