import Pprof
import ProfileStore

/// Captures of one schema as they are read: only such can be merged.
struct CaptureGroup {
  let schema: ProfileSchema
  private(set) var captures: [SelectedCapture] = []
  private(set) var samples = 0
  private(set) var durationNanos: Int64 = 0
  private var sum = EdgeTable()
  private var digest = Fingerprint()
  private var merger: Merger?
  private var only: Profile?

  /// A group without captures. Merging costs more than adding edges up, and is done where it is
  /// asked for.
  init(schema: ProfileSchema, merging: Bool) {
    self.schema = schema
    merger = merging ? Merger() : nil
  }

  mutating func add(
    _ profile: Profile, _ selected: SelectedCapture, _ bytes: [UInt8]
  ) throws(ProfileError) {
    try merger?.add(profile)
    only = captures.isEmpty ? profile : nil
    sum.add(EdgeTable(profile))
    captures.append(selected)
    samples += profile.sampleCount
    durationNanos &+= profile.durationNanos
    digest.update(selected.file.description.utf8)
    digest.update(bytes)
  }

  /// Whether the group was told to merge, or needn't to tell the edges of the merge: they are the sum
  /// of the captures' edges, unless weights cancel out or overflow.
  var knowsEdges: Bool { sum.isAdditive || merger != nil }

  /// The call edges of the merge.
  func edges() throws(ProfileError) -> EdgeTable {
    if sum.isAdditive { return sum }
    return EdgeTable(try Profile(parsing: try merged(), maxInflated: .max))
  }

  /// The merge in full, uncompressed; `empty` where the group wasn't told to merge. A capture alone
  /// is written as it is, as go tool pprof -proto does.
  func merged() throws(ProfileError) -> [UInt8] {
    if let only { return only.encoded() }
    return try (merger ?? Merger()).encoded()
  }

  /// What a `.pgo` says of where it comes from; equal on every host.
  var comments: [String] {
    [
      "pgofs: call edges of \(captures.count) captures",
      "first \(captures[0].file)",
      "last \(captures[captures.count - 1].file)",
      "digest \(digest)",
    ]
  }
}
