/// The mappings of a merge, each once (google/pprof profile/merge.go, Mapping.key): the same size
/// rounded up to 4 KiB, file offset, and build id or else file name. The first seen is kept as it
/// is. Ids are 1-based, in order of arrival; strings are numbers of the merge's table.
struct MappingTable {
  private(set) var rows = [MappingRow]()
  private var index = HashIndex()

  /// The id of a mapping.
  mutating func intern(_ row: MappingRow) -> UInt32 {
    if let id = find(row) { return id }
    index.insert(hash(row))
    rows.append(row)
    return UInt32(rows.count)
  }

  /// The id of a mapping, if it is known.
  func find(_ row: MappingRow) -> UInt32? {
    let (size, name) = (Self.roundedSize(row), Self.name(row))
    var probe = index.probe(hash(row))
    while let known = index.next(&probe) {
      let other = rows[known]
      if other.offset == row.offset, Self.roundedSize(other) == size, Self.name(other) == name {
        return UInt32(known + 1)
      }
    }
    return nil
  }

  private func hash(_ row: MappingRow) -> UInt64 {
    Hash.mix(
      UInt64(Self.name(row)), into: Hash.mix(row.offset, into: index.hash(Self.roundedSize(row))))
  }

  /// The size to the next 4 KiB.
  static func roundedSize(_ row: MappingRow) -> UInt64 {
    (row.limit &- row.start &+ 0xfff) & ~0xfff
  }

  /// The number of the build id or file name; 0 for a mapping with neither.
  private static func name(_ row: MappingRow) -> UInt32 {
    row.buildID != 0 ? row.buildID : row.file
  }
}
