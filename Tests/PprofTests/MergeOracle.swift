import Pprof
import Testing

/// Expects each list of profiles to merge into the bytes that `profile.Merge` makes of it, or to
/// fail where it fails. Returns how many did merge.
@discardableResult
func expectGoMerges(
  _ cases: [[[UInt8]]], sourceLocation: SourceLocation = #_sourceLocation
) throws -> Int {
  var merged = 0
  let answers = try GoToolchain.get().merge(cases)
  for (index, (profiles, answer)) in zip(cases, answers).enumerated() {
    let own: GoToolchain.Answer
    do throws(ProfileError) {
      own = .bytes(try merge(profiles))
    } catch {
      own = .error(error.message)
    }
    switch (own, answer) {
    case (.error, .error): continue
    default: #expect(own == answer, "case \(index)", sourceLocation: sourceLocation)
    }
    merged += 1
  }
  return merged
}
