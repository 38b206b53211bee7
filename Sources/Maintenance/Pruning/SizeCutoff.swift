import ProfileStore

/// Finds the instant before which captures go, so that the rest has no more than so many bytes. Only
/// sizes of days are in memory, and the captures of one of them.
struct SizeCutoff {
  let walk: StoreWalk
  let plans: [AppPlan]
  let maxBytes: Int

  struct Result {
    /// Nil when nothing has to go.
    var cutoff: Timestamp?
    /// The bytes of the captures that stay.
    var bytesLeft: Int
  }

  func find(_ progress: (StoreDirectory) -> Void) throws -> Result {
    var staying = 0
    var sizes: [Day: Int] = [:]
    for plan in plans {
      try walk.forEachSpan(of: plan.app) { captures in
        progress(.day(plan.app, captures[0].name.day))
        let candidates = plan.unprotected(captures)
        for capture in captures[candidates.endIndex...] { staying += capture.status.size }
        for capture in candidates where !plan.names(capture) {
          sizes[capture.name.day, default: 0] += capture.status.size
        }
      }
    }
    var left = sizes.values.reduce(staying, +)
    var result = Result(bytesLeft: left)
    for day in sizes.keys.sorted() where left > maxBytes {
      left -= sizes[day]!
      result = Result(cutoff: day.end, bytesLeft: left)
      if left < maxBytes { result = try cutoff(within: day, ofSize: sizes[day]!, left) }
    }
    return result
  }

  // Not all of the day may have to go. Captures of one instant go together.
  private func cutoff(within day: Day, ofSize size: Int, _ left: Int) throws -> Result {
    var captures: [StoredCapture] = []
    for plan in plans {
      try walk.forEachSpan(of: plan.app, in: day.start..<day.end) { listed in
        captures += plan.unprotected(listed).filter { !plan.names($0) }
      }
    }
    captures.sort { $0.name.time < $1.name.time }
    var result = Result(cutoff: day.start, bytesLeft: left + size)
    for (index, capture) in captures.enumerated() {
      let isOfTheSameInstant = index > 0 && captures[index - 1].name.time == capture.name.time
      if result.bytesLeft <= maxBytes, !isOfTheSameInstant { break }
      result.cutoff = capture.name.time.advanced(byMilliseconds: 1)
      result.bytesLeft -= capture.status.size
    }
    return result
  }
}

extension AppPlan {
  /// Whether a capture goes whatever its size.
  fileprivate func names(_ capture: StoredCapture) -> Bool {
    named.contains { $0.contains(capture.name.time) }
  }
}
