import Pprof

/// Merges of captures as they are read, one for each schema among them: until all are read, nobody
/// knows which schema is the window's.
struct SchemaMerges {
  private struct Merge {
    let schema: ProfileSchema
    var merger = Merger()
    /// The profile, as long as it is alone.
    var only: HashedProfile?
  }

  private var merges: [Merge] = []

  mutating func add(_ profile: HashedProfile) throws(ProfileError) {
    let schema = profile.profile.schema
    let known = merges.firstIndex { $0.schema == schema }
    if known == nil { merges.append(Merge(schema: schema)) }
    let merge = known ?? merges.count - 1
    merges[merge].only = known == nil ? profile : nil
    try merges[merge].merger.add(profile)
  }

  /// The merge of the captures of a schema, uncompressed. A capture alone is written as it is, as
  /// go tool pprof -proto does.
  func encoded(_ schema: ProfileSchema) throws(ProfileError) -> [UInt8] {
    guard let merge = merges.first(where: { $0.schema == schema }) else {
      return try Merger().encoded()
    }
    if let only = merge.only { return only.profile.encoded() }
    return try merge.merger.encoded()
  }
}
