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
  /// The labels of the sample that is looked at: kept for its memory.
  var labels = [LabelSetTable.Label]()
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
