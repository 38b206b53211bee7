/// The locations of a merge, each once (google/pprof profile/merge.go, Location.key): the same
/// address relative to the mapping's start, mapping, folding, and lines. Of the lines' columns only
/// the last line's counts: the key's slots overlap there, and the bytes depend on it.
///
/// Ids are 1-based, in order of arrival. `mapping` and the lines' `function` are ids.
struct LocationTable {
  private(set) var rows = [LocationRow]()
  private(set) var lines = [LineRow]()
  private var index = HashIndex()

  /// Adds a line to the location that the next `intern` is about.
  @inline(__always)
  mutating func append(_ line: LineRow) {
    lines.append(line)
  }

  /// The id of the location whose lines were appended last.
  ///
  /// - Parameters:
  ///   - address: where it is in the merged mapping.
  ///   - hash: equal for equal locations.
  mutating func intern(
    address: UInt64, mapping: UInt32, isFolded: Bool, hash: UInt64
  ) -> UInt32 {
    let firstLine = Int(rows.last?.lastLine ?? 0)
    let row = LocationRow(
      address: address, mapping: mapping, firstLine: UInt32(firstLine),
      lastLine: UInt32(lines.count), isFolded: isFolded)
    var probe = index.probe(hash)
    while let known = index.next(&probe) {
      // Same mapping, so same start: addresses can be compared as they are.
      if rows[known].address == address, rows[known].mapping == mapping,
        rows[known].isFolded == isFolded, hasEqualLines(rows[known], row)
      {
        lines.removeLast(lines.count - firstLine)
        return UInt32(known + 1)
      }
    }
    index.insert(hash)
    rows.append(row)
    return UInt32(rows.count)
  }

  private func hasEqualLines(_ left: LocationRow, _ right: LocationRow) -> Bool {
    guard left.lineRange.count == right.lineRange.count else { return false }
    for (one, other) in zip(left.lineRange, right.lineRange) {
      guard lines[one].function == lines[other].function, lines[one].line == lines[other].line
      else { return false }
    }
    return left.lineRange.isEmpty
      || lines[left.lineRange.upperBound - 1].column == lines[right.lineRange.upperBound - 1].column
  }
}
