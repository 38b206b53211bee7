/// What became of one source profile's rows in a merge: the ids they got, by row number. 0 means
/// not seen yet.
struct SourceMap {
  /// Numbers of strings plus 1.
  var strings: [UInt32]
  var mappings: [UInt32]
  /// What to add to the addresses in a mapping: the merged mapping may start elsewhere.
  var shifts: [UInt64]
  var functions: [UInt32]
  var locations: [UInt32]
  var labelSets = LabelSetMemo()
  /// Ranks of strings that are keys of labels, in order of their bytes.
  var keyRanks = [UInt32]()

  init(_ profile: Profile) {
    strings = [UInt32](repeating: 0, count: profile.strings.count)
    mappings = [UInt32](repeating: 0, count: profile.mappings.count)
    shifts = [UInt64](repeating: 0, count: profile.mappings.count)
    functions = [UInt32](repeating: 0, count: profile.functions.count)
    locations = [UInt32](repeating: 0, count: profile.locations.count)
  }
}

/// The sets that a source's samples' labels were found to be: samples share few.
struct LabelSetMemo {
  private var rows = [LabelRow]()
  private var ends = [Int]()
  private var sets = [UInt32]()
  private var index = HashIndex()

  /// The set of these labels, if they were inserted.
  func find(_ labels: Span<LabelRow>) -> UInt32? {
    var probe = index.probe(hash(labels))
    while let known = index.next(&probe) {
      if equal(known, labels) { return sets[known] }
    }
    return nil
  }

  mutating func insert(_ labels: Span<LabelRow>, _ set: UInt32) {
    index.insert(hash(labels))
    for position in 0..<labels.count { rows.append(labels[position]) }
    ends.append(rows.count)
    sets.append(set)
  }

  private func hash(_ labels: Span<LabelRow>) -> UInt64 {
    var hash = index.seed
    for position in 0..<labels.count {
      let label = labels[position]
      hash = Hash.mix(UInt64(label.key) << 32 | UInt64(label.string), into: hash)
      if !label.isText {
        hash = Hash.mix(
          UInt64(bitPattern: label.number) ^ UInt64(label.unit) << 32, into: hash)
      }
    }
    return hash
  }

  private func equal(_ known: Int, _ labels: Span<LabelRow>) -> Bool {
    let first = known == 0 ? 0 : ends[known - 1]
    guard ends[known] - first == labels.count else { return false }
    for position in 0..<labels.count where rows[first + position] != labels[position] {
      return false
    }
    return true
  }
}
