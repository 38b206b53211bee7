/// The header of a merge (google/pprof profile/merge.go, combineHeaders); strings are numbers of
/// the merge's table.
struct MergedHeader {
  let schema: ProfileSchema
  let sampleTypes: [ValueTypeRow]
  let periodType: ValueTypeRow
  let dropFrames: UInt32
  let keepFrames: UInt32
  private(set) var timeNanos: Int64 = 0
  private(set) var durationNanos: Int64 = 0
  private(set) var period: Int64 = 0
  private(set) var comments = [UInt32]()
  private(set) var defaultSampleType: UInt32 = 0
  private(set) var docURL: UInt32 = 0
  private var seenComments = Set<UInt32>()

  /// The header of a merge that begins with a profile, which is yet to be added.
  init(first: Profile, string: (UInt32) -> UInt32) {
    func intern(_ row: ValueTypeRow) -> ValueTypeRow {
      ValueTypeRow(type: string(row.type), unit: string(row.unit))
    }
    schema = first.schema
    sampleTypes = first.header.sampleTypes.map(intern)
    periodType = intern(first.header.periodType)
    dropFrames = string(first.header.dropFrames)
    keepFrames = string(first.header.keepFrames)
  }

  /// The header of a profile that isn't merged with another.
  init(only profile: Profile, string: (UInt32) -> UInt32) {
    self.init(first: profile, string: string)
    add(profile.header, string: string)
    comments = profile.header.comments.map(string)
  }

  /// Adds a profile's header. The time is meant to be the earliest that isn't 0, but a later 0
  /// wins, as in google/pprof.
  mutating func add(_ header: ProfileHeader, string: (UInt32) -> UInt32) {
    if timeNanos == 0 || header.timeNanos < timeNanos { timeNanos = header.timeNanos }
    durationNanos &+= header.durationNanos
    if period == 0 || period < header.period { period = header.period }
    for comment in header.comments.map(string) where seenComments.insert(comment).inserted {
      comments.append(comment)
    }
    if defaultSampleType == 0 { defaultSampleType = string(header.defaultSampleType) }
    if docURL == 0 { docURL = string(header.docURL) }
  }
}
