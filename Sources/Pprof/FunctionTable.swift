/// The functions of a merge, each once: the same start line, name, system name and file name.
/// Ids are 1-based, in order of arrival; strings are numbers of the merge's table.
struct FunctionTable {
  private(set) var rows = [FunctionRow]()
  private var index = HashIndex()

  /// The id of a function.
  mutating func intern(_ row: FunctionRow) -> UInt32 {
    var hash = index.hash(UInt64(bitPattern: row.startLine))
    hash = Hash.mix(UInt64(row.name) << 32 | UInt64(row.systemName), into: hash)
    hash = Hash.mix(UInt64(row.filename), into: hash)
    var probe = index.probe(hash)
    while let known = index.next(&probe) {
      let other = rows[known]
      if other.name == row.name, other.systemName == row.systemName,
        other.filename == row.filename, other.startLine == row.startLine
      {
        return UInt32(known + 1)
      }
    }
    index.insert(hash)
    rows.append(row)
    return UInt32(rows.count)
  }
}
