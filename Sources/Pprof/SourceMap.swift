/// What became of one source profile's rows in a merge: the ids they got, by row number. 0 means
/// not seen yet.
struct SourceMap {
  /// Numbers of strings plus 1.
  var strings: [UInt32]
  var mappings: [UInt32]
  /// What to add to the addresses in a mapping: the merged mapping may start elsewhere.
  var shifts: [UInt64]
  var functions: [UInt32]
  var locations: [WireID]
  /// The labels of the sample that is looked at: kept for its memory.
  var labels = [LabelSetTable.Label]()
  /// Ranks of strings that are keys of labels, in order of their bytes.
  var keyRanks = [UInt32]()

  init(_ profile: Profile) {
    strings = [UInt32](repeating: 0, count: profile.strings.count)
    mappings = [UInt32](repeating: 0, count: profile.mappings.count)
    shifts = [UInt64](repeating: 0, count: profile.mappings.count)
    functions = [UInt32](repeating: 0, count: profile.functions.count)
    locations = [WireID](repeating: .none, count: profile.locations.count)
  }

  /// A location as the merge has it, if its mapping is known: with the mapping's id, and its address
  /// in the merged mapping.
  @inline(__always)
  func merged(_ location: LocationRow) -> LocationRow? {
    if location.mapping == 0 { return location }
    let mapping = Int(location.mapping) - 1
    guard mappings[mapping] != 0 else { return nil }
    var location = location
    location.mapping = mappings[mapping]
    location.address &+= shifts[mapping]
    return location
  }
}
