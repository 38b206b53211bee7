/// Merges profiles as google/pprof's `profile.Merge` does, byte for byte once uncompressed.
///
/// Memory follows the result: of a profile nothing is kept but what is new in it. Merging merges
/// gives the same bytes as merging their sources in order, except for time, comments order and
/// samples that cancel out, as in google/pprof.
public struct Merger: Sendable {
  private var header: MergedHeader?
  private var strings = StringTable()
  private var mappings = MappingTable()
  private var functions = FunctionTable()
  private var locations = LocationTable()
  private var labelSets = LabelSetTable()
  private var samples = SampleTable(valueCount: 0)

  /// An empty merge.
  public init() {}

  /// The schema of the first profile, nil before.
  public var schema: ProfileSchema? { header?.schema }

  /// Adds a profile; the order of profiles decides the order of the result.
  ///
  /// - Throws: `incompatible` when the schema differs from the first profile's, `tooLarge` when the
  ///   merge might have more rows of a kind than it can number; the merge is as before then.
  public mutating func add(_ profile: Profile) throws(ProfileError) {
    try add(HashedProfile(profile))
  }

  /// Adds a profile whose hashes are known, which spares the merge a part of its work.
  ///
  /// - Throws: as `add(_ profile:)`.
  public mutating func add(_ source: HashedProfile) throws(ProfileError) {
    let profile = source.profile
    try checkRoom(for: profile)
    var map = SourceMap(profile)
    try addHeader(profile, &map)
    // The first mapping is the main binary: it comes first even if no sample needs it.
    if mappings.rows.isEmpty, !profile.mappings.isEmpty { learnMapping(0, profile, &map) }
    // What is known is looked up all together, what is new in the order of the samples that need it.
    findKnownMappings(of: profile, &map)
    functions.findKnown(of: source, strings, &map)
    locations.findKnown(of: source, &map)
    addSamples(source, &map)
  }

  /// Rows are numbered with 32 bits, of which one number means none; mappings with 31.
  private func checkRoom(for profile: Profile) throws(ProfileError) {
    let counts = [
      strings.count + profile.strings.count, functions.rows.count + profile.functions.count,
      locations.rows.count + profile.locations.count, samples.count + profile.samples.count,
      labelSets.count + profile.samples.count,
    ]
    guard counts.allSatisfy({ $0 < Int(UInt32.max) }),
      mappings.rows.count + profile.mappings.count <= LocationRows.largestMapping,
      locations.lines.count + profile.lines.count <= LineTable.largestCount,
      samples.hasRoom(for: profile.samples, values: profile.header.sampleTypes.count)
    else {
      throw ProfileError(.tooLarge, "the merge has no numbers left for the profile's rows")
    }
  }

  private mutating func addSamples(_ source: HashedProfile, _ map: inout SourceMap) {
    let columns = source.profile.samples
    var batch = SampleBatch()
    for sample in 0..<columns.count where !columns.isZero(sample, values: samples.valueCount) {
      let set = labelSet(columns.labelRange(sample), source.profile, &map)
      let rows = columns.locationRange(sample)
      if !batch.add(sample, columns.locations.span.extracting(rows), map.locations.span, set) {
        for position in rows { learnLocation(Int(columns.locations[position]), source, &map) }
        batch.add(sample, columns.locations.span.extracting(rows), map.locations.span, set)
      }
      if batch.isFull {
        samples.add(batch, values: columns.values.span, labels: labelSets)
        batch.removeAll()
      }
    }
    samples.add(batch, values: columns.values.span, labels: labelSets)
  }

  /// The merge as an uncompressed profile.
  ///
  /// - Throws: `empty` when nothing was added.
  public consuming func encoded() throws(ProfileError) -> [UInt8] {
    guard let header else { throw ProfileError(.empty, "there are no profiles to merge") }
    var content = MergedProfile(
      header: header, strings: strings, mappings: mappings.rows, functions: functions.rows,
      locations: locations.rows, lines: locations.lines, labelSets: labelSets, samples: samples)
    content.dropZeroSamples()
    return content.encoded()
  }

  /// Takes the first profile as it is: nothing is folded, dropped or put in another order.
  fileprivate mutating func takeUnmerged(_ profile: Profile) -> MergedProfile {
    var map = SourceMap(profile)
    var content = MergedProfile(
      header: MergedHeader(only: profile) { string($0, profile, &map) }, strings: strings,
      mappings: profile.mappings, functions: profile.functions, locations: profile.locations,
      lines: profile.lines, labelSets: labelSets,
      samples: SampleTable(valueCount: profile.header.sampleTypes.count))
    for row in content.mappings.indices {
      content.mappings[row].file = string(content.mappings[row].file, profile, &map)
      content.mappings[row].buildID = string(content.mappings[row].buildID, profile, &map)
    }
    for row in content.functions.indices {
      content.functions[row].name = string(content.functions[row].name, profile, &map)
      content.functions[row].systemName = string(content.functions[row].systemName, profile, &map)
      content.functions[row].filename = string(content.functions[row].filename, profile, &map)
    }
    content.lines.mapFunctions { $0 + 1 }
    let (columns, valueCount) = (profile.samples, content.samples.valueCount)
    for sample in 0..<columns.count {
      content.samples.append(
        locations: columns.locations[columns.locationRange(sample)].map { $0 + 1 },
        labelSet: labelSet(columns.labelRange(sample), profile, &map),
        values: columns.values.span.extracting(sample * valueCount..<(sample + 1) * valueCount))
    }
    (content.strings, content.labelSets) = (strings, labelSets)
    return content
  }

  private mutating func addHeader(_ profile: Profile, _ map: inout SourceMap) throws(ProfileError) {
    let schema = profile.schema
    if let header, header.schema != schema {
      throw ProfileError(
        .incompatible, "the profile has \(schema); the merge has \(header.schema)")
    }
    if header == nil { samples = SampleTable(valueCount: schema.sampleTypes.count) }
    var merged = header ?? MergedHeader(first: profile) { string($0, profile, &map) }
    merged.add(profile.header) { string($0, profile, &map) }
    header = merged
  }

  private mutating func string(
    _ row: UInt32, _ profile: Profile, _ map: inout SourceMap
  ) -> UInt32 {
    let known = map.strings[Int(row)]
    if known != 0 { return known &- 1 }
    let number = strings.intern(profile.bytes.span.extracting(profile.strings[Int(row)].range))
    map.strings[Int(row)] = number + 1
    return number
  }

  private mutating func string(
    _ row: UInt32, _ source: borrowing HashedProfile, _ map: inout SourceMap
  ) -> UInt32 {
    let known = map.strings[Int(row)]
    if known != 0 { return known &- 1 }
    let number = strings.intern(
      source.profile.bytes.span.extracting(source.profile.strings[Int(row)].range),
      hash: source.strings[Int(row)])
    map.strings[Int(row)] = number + 1
    return number
  }

  /// Sees to it that the id and shift of a mapping are known.
  private mutating func learnMapping(_ row: Int, _ profile: Profile, _ map: inout SourceMap) {
    if map.mappings[row] != 0 { return }
    let mapping = merged(profile.mappings[row], profile, &map)
    let id = mappings.intern(mapping)
    setMapping(row, id: id, mapping, &map)
  }

  /// Writes to the map which of a profile's mappings are known.
  private mutating func findKnownMappings(of profile: Profile, _ map: inout SourceMap) {
    for row in profile.mappings.indices where map.mappings[row] == 0 {
      let mapping = merged(profile.mappings[row], profile, &map)
      if let id = mappings.find(mapping) { setMapping(row, id: id, mapping, &map) }
    }
  }

  private mutating func merged(
    _ mapping: MappingRow, _ profile: Profile, _ map: inout SourceMap
  ) -> MappingRow {
    var mapping = mapping
    mapping.file = string(mapping.file, profile, &map)
    mapping.buildID = string(mapping.buildID, profile, &map)
    return mapping
  }

  private func setMapping(_ row: Int, id: UInt32, _ mapping: MappingRow, _ map: inout SourceMap) {
    map.mappings[row] = id
    map.shifts[row] = mappings.rows[Int(id) - 1].start &- mapping.start
  }

  /// Sees to it that the id of a function is known.
  @inline(__always)
  private mutating func learnFunction(
    _ row: Int, _ source: borrowing HashedProfile, _ map: inout SourceMap
  ) {
    if map.functions[row] == 0 { map.functions[row] = function(row, source, &map) }
  }

  private mutating func function(
    _ row: Int, _ source: borrowing HashedProfile, _ map: inout SourceMap
  ) -> UInt32 {
    if let id = functions.find(row, source, strings, &map) { return id }
    var function = source.profile.functions[row]
    function.name = string(function.name, source, &map)
    function.systemName = string(function.systemName, source, &map)
    function.filename = string(function.filename, source, &map)
    return functions.insert(function, hash: source.functions[row])
  }

  /// Sees to it that the id of a location is known. Ids are given in order of first use: a location's
  /// mapping, then its lines' functions, then itself.
  private mutating func learnLocation(
    _ row: Int, _ source: borrowing HashedProfile, _ map: inout SourceMap
  ) {
    if map.locations[row].isNone { map.locations[row] = WireID(location(row, source, &map)) }
  }

  private mutating func location(
    _ row: Int, _ source: borrowing HashedProfile, _ map: inout SourceMap
  ) -> UInt32 {
    var location = source.profile.locations[row]
    if location.mapping != 0 { learnMapping(Int(location.mapping) - 1, source.profile, &map) }
    location = map.merged(location) ?? location
    for position in location.lineRange {
      learnFunction(Int(source.profile.lines[position].function), source, &map)
    }
    let (lines, hash) = (source.profile.lines, source.locations[row])
    return locations.find(location, lines: lines, functions: map.functions, hash: hash)
      ?? locations.insert(location, lines: lines, functions: map.functions, hash: hash)
  }

  /// The number of a sample's set of labels.
  private mutating func labelSet(
    _ range: Range<Int>, _ profile: Profile, _ map: inout SourceMap
  ) -> UInt32 {
    if range.isEmpty { return 0 }
    if map.keyRanks.isEmpty { rankKeys(profile, &map) }
    let columns = profile.samples
    func rank(_ position: Int) -> UInt64 {
      let row = columns.labels[position]
      return UInt64(map.keyRanks[Int(row.key)]) | (row.isText ? 0 : 1 << 32)
    }
    map.labels.removeAll(keepingCapacity: true)
    // Most profiles have them in order.
    let isOrdered = range.dropFirst().allSatisfy { rank($0 - 1) <= rank($0) }
    if isOrdered {
      for position in range { map.labels.append(label(columns.labels[position], profile, &map)) }
    } else {
      for position in Self.ordered(range, by: rank) {
        map.labels.append(label(columns.labels[position], profile, &map))
      }
    }
    return labelSets.intern(map.labels, strings: strings)
  }

  @inline(__always)
  private mutating func label(
    _ row: LabelRow, _ profile: Profile, _ map: inout SourceMap
  ) -> LabelSetTable.Label {
    LabelSetTable.Label(
      key: string(row.key, profile, &map), string: string(row.string, profile, &map),
      number: row.number, unit: string(row.unit, profile, &map), isText: row.isText,
      hasUnit: row.unit != 0)
  }

  /// String labels first, by key; labels of one key stay in their order.
  private static func ordered(_ range: Range<Int>, by rank: (Int) -> UInt64) -> [Int] {
    range.sorted { one, other in
      let ranks = (rank(one), rank(other))
      return ranks.0 == ranks.1 ? one < other : ranks.0 < ranks.1
    }
  }

  /// Orders the strings that are keys of labels, once for all samples: comparing them for each
  /// could take forever if they are long.
  private mutating func rankKeys(_ profile: Profile, _ map: inout SourceMap) {
    map.keyRanks = [UInt32](repeating: .max, count: profile.strings.count)
    var keys = [(row: Int, string: UInt32)]()
    for label in profile.samples.labels where map.keyRanks[Int(label.key)] == .max {
      map.keyRanks[Int(label.key)] = 0
      keys.append((Int(label.key), string(label.key, profile, &map)))
    }
    keys.sort { strings.precedes($0.string, $1.string) }
    for (position, key) in keys.enumerated() {
      // Two rows of the table can be the same string.
      let isNew = position == 0 || keys[position - 1].string != key.string
      let rank = isNew ? position : Int(map.keyRanks[keys[position - 1].row])
      map.keyRanks[key.row] = UInt32(rank)
    }
  }
}

extension Profile {
  /// The profile as google/pprof writes it, uncompressed. `go tool pprof -proto` makes this of one
  /// file, which it doesn't merge: equal samples stay apart, and what nothing refers to stays.
  ///
  /// Mappings, locations and functions are numbered in the order in which they stand; Go's own
  /// profiles number them so.
  public func encoded() -> [UInt8] {
    var merger = Merger()
    return merger.takeUnmerged(self).encoded()
  }
}
