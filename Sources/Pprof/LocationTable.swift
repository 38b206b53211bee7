/// The locations of a merge, each once (google/pprof profile/merge.go, Location.key): the same
/// address relative to the mapping's start, mapping, folding, and lines. Of the lines' columns only
/// the last line's counts: the key's slots overlap there, and the bytes depend on it.
///
/// Ids are 1-based, in order of arrival. `mapping` and the lines' `function` are ids.
struct LocationTable: Sendable {
  private(set) var rows = LocationRows()
  private(set) var lines = LineTable()
  private var index = HashIndex()

  /// The id of a location, if it is known.
  ///
  /// - Parameters:
  ///   - location: with the address in the merged mapping, and that mapping's id.
  ///   - sourceLines: the lines that it has a range of.
  ///   - functions: the ids of the lines' functions, by row number.
  ///   - hash: equal for equal locations.
  @inline(__always)
  func find(
    _ location: LocationRow, lines sourceLines: LineTable, functions: [UInt32], hash: UInt64
  ) -> UInt32? {
    var probe = index.probe(hash)
    while let known = index.next(&probe) {
      if isSame(known, location, sourceLines, functions) {
        return UInt32(truncatingIfNeeded: known &+ 1)
      }
    }
    return nil
  }

  /// Writes to the map which of a profile's locations are known, of those whose mapping and functions
  /// are in the map.
  func findKnown(of source: borrowing HashedProfile, _ map: inout SourceMap) {
    guard !rows.isEmpty else { return }
    index.lookAhead(source.locations, prefetchRow: { rows.prefetch($0) }) { batch, candidates in
      for case let known? in candidates.prefix(batch.count) {
        lines.prefetch(Int(rows[known].firstLine))
      }
      for row in batch {
        guard let known = candidates[row &- batch.lowerBound],
          let location = map.merged(source.profile.locations[row]),
          isSame(known, location, source.profile.lines, map.functions)
        else { continue }
        map.locations[row] = WireID(UInt32(truncatingIfNeeded: known &+ 1))
      }
    }
  }

  @inline(__always)
  private func isSame(
    _ known: Int, _ location: LocationRow, _ sourceLines: LineTable, _ functions: [UInt32]
  ) -> Bool {
    // Same mapping, so same start: addresses can be compared as they are.
    let row = rows[known]
    return row.address == location.address && row.mapping == location.mapping
      && row.isFolded == location.isFolded && hasLines(row, location, sourceLines, functions)
  }

  /// Adds a location that isn't known, and returns its id.
  mutating func insert(
    _ location: LocationRow, lines sourceLines: LineTable, functions: [UInt32], hash: UInt64
  ) -> UInt32 {
    index.insert(hash)
    var row = location
    row.firstLine = UInt32(lines.count)
    for position in location.lineRange {
      var line = sourceLines[position]
      line.function = functions[Int(line.function)]
      lines.append(line)
    }
    row.lastLine = UInt32(lines.count)
    rows.append(row)
    return UInt32(rows.count)
  }

  @inline(__always)
  private func hasLines(
    _ row: LocationRow, _ location: LocationRow, _ sourceLines: LineTable, _ functions: [UInt32]
  ) -> Bool {
    let count = row.lineRange.count
    guard location.lineRange.count == count else { return false }
    for position in 0..<count {
      let own = lines[row.lineRange.lowerBound &+ position]
      let theirs = sourceLines[location.lineRange.lowerBound &+ position]
      guard own.line == theirs.line, own.function == functions[Int(theirs.function)],
        position < count &- 1 || own.column == theirs.column
      else { return false }
    }
    return true
  }
}
