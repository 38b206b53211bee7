/// The functions of a merge, each once: the same start line, name, system name and file name.
/// Ids are 1-based, in order of arrival; strings are numbers of the merge's table.
struct FunctionTable: Sendable {
  private(set) var rows = [FunctionRow]()
  private var index = HashIndex()

  /// The id of a profile's function, if it is known.
  @inline(__always)
  func find(
    _ row: Int, _ source: borrowing HashedProfile, _ strings: StringTable, _ map: inout SourceMap
  ) -> UInt32? {
    var probe = index.probe(source.functions[row])
    while let known = index.next(&probe) {
      if isSame(known, row, source, strings, &map) { return UInt32(known + 1) }
    }
    return nil
  }

  /// Writes to the map which of a profile's functions are known.
  func findKnown(
    of source: borrowing HashedProfile, _ strings: StringTable, _ map: inout SourceMap
  ) {
    guard !rows.isEmpty else { return }
    index.lookAhead(source.functions, prefetchRow: { rows.prefetch($0) }) { batch, candidates in
      for case let known? in candidates.prefix(batch.count) {
        strings.prefetchRange(rows[known].name)
      }
      for case let known? in candidates.prefix(batch.count) { strings.prefetch(rows[known].name) }
      for row in batch {
        guard let known = candidates[row &- batch.lowerBound] else { continue }
        if isSame(known, row, source, strings, &map) { map.functions[row] = UInt32(known + 1) }
      }
    }
  }

  @inline(__always)
  private func isSame(
    _ known: Int, _ row: Int, _ source: borrowing HashedProfile, _ strings: StringTable,
    _ map: inout SourceMap
  ) -> Bool {
    let (own, other) = (rows[known], source.profile.functions[row])
    return own.startLine == other.startLine
      && strings.holds(other.name, of: source, at: own.name, &map)
      && strings.holds(other.systemName, of: source, at: own.systemName, &map)
      && strings.holds(other.filename, of: source, at: own.filename, &map)
  }

  /// Adds a function that isn't there, and returns its id.
  mutating func insert(_ row: FunctionRow, hash: UInt64) -> UInt32 {
    index.insert(hash)
    rows.append(row)
    return UInt32(rows.count)
  }
}
