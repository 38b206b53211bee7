import ProfileStore
import ProfileTree

/// The instant of a text like `2024-10-12 09:30:00.250Z`, by way of the names of captures.
func utc(_ text: String) -> Timestamp {
  let parts = text.split(separator: " ")
  let time = parts[1].split(separator: ":").joined(separator: "-")
  return CaptureName(day: Day(parts[0])!, fileName: "\(time).pprof")!.time
}

/// A span of time as text: `2024-10-12 00:00:00Z - 2024-10-13 00:00:00Z`.
func spanText(_ range: Range<Timestamp>) -> String { "\(range.lowerBound) - \(range.upperBound)" }

/// The settle time that mounts have unless told otherwise.
let usualSettle = 5 * Timestamp.minute

func windowSpan(
  _ window: String, now: String, newest: String? = nil, settle: Int64 = usualSettle
) throws -> WindowSpan {
  try Window(parsing: window).span(
    now: utc(now), newest: newest.map(utc), settle: settle)
}

/// SplitMix64: numbers for generated cases, the same ones for the same seed.
struct NameGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
