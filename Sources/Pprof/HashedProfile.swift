/// A profile with the hashes of its strings, functions and locations: all of a merge's work that
/// doesn't depend on what a profile is merged with.
///
/// Equal things have equal hashes in whatever profile they are, for the hashes are of contents. They
/// hold for this process.
public struct HashedProfile: Sendable {
  /// The profile.
  public private(set) var profile = Profile()
  private(set) var strings = [UInt64]()
  private(set) var functions = [UInt64]()
  private(set) var locations = [UInt64]()
  private var mappings = [UInt64]()

  /// Nothing yet, to be parsed into.
  init() {}

  /// The hashes of a profile.
  public init(_ profile: Profile) {
    self.profile = profile
    hash()
  }

  /// Becomes the profile that the bytes hold, in the memory of the one that it is.
  mutating func parse(_ bytes: [UInt8], maxInflated: Int) throws(ProfileError) {
    try profile.parse(bytes, maxInflated: maxInflated)
    hash()
  }

  private mutating func hash() {
    hashStrings()
    hashFunctions()
    hashMappings()
    hashLocations()
  }

  private mutating func hashStrings() {
    strings.removeAll(keepingCapacity: true)
    let profile = profile
    let bytes = profile.bytes.span
    for row in profile.strings { strings.append(StringTable.hash(bytes.extracting(row.range))) }
  }

  private mutating func hashFunctions() {
    functions.removeAll(keepingCapacity: true)
    for row in profile.functions {
      var hash = Hash.mix(UInt64(bitPattern: row.startLine), into: strings[Int(row.name)])
      hash = Hash.mix(strings[Int(row.filename)], into: hash)
      functions.append(Hash.mix(strings[Int(row.systemName)], into: hash))
    }
  }

  private mutating func hashMappings() {
    mappings.removeAll(keepingCapacity: true)
    for row in profile.mappings {
      let name = profile.strings[Int(row.buildID)].range.isEmpty ? row.file : row.buildID
      let hash = Hash.mix(row.offset, into: strings[Int(name)])
      mappings.append(Hash.mix(MappingTable.roundedSize(row), into: hash))
    }
  }

  private mutating func hashLocations() {
    locations.removeAll(keepingCapacity: true)
    for row in profile.locations {
      var hash = Hash.processSeed
      var start: UInt64 = 0
      if row.mapping != 0 {
        hash = mappings[Int(row.mapping) - 1]
        start = profile.mappings[Int(row.mapping) - 1].start
      }
      hash = Hash.mix((row.address &- start) ^ (row.isFolded ? 1 << 63 : 0), into: hash)
      for position in row.lineRange {
        let line = profile.lines[position]
        let number = UInt64(bitPattern: line.line)
        hash = Hash.mix(functions[Int(line.function)] ^ number, into: hash)
      }
      // Of the columns only the last line's tells locations apart; Go's profiles have none.
      if let column = row.lineRange.last.map({ profile.lines[$0].column }), column != 0 {
        hash = Hash.mix(UInt64(bitPattern: column), into: hash)
      }
      locations.append(hash)
    }
  }
}
