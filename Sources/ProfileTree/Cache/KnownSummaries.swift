import Pprof
import Synchronization

/// The summaries that were made or read last: what they tell needs neither reading nor decoding.
///
/// They share their names, so that adding them up is adding numbers.
final class KnownSummaries: Sendable {
  private struct Slot {
    let summary: SpanSummary
    let size: Int
    var lastUse: UInt64
    /// When its use was last noted on disk.
    var noted: ContinuousClock.Instant
  }

  private struct State {
    var names = SharedNames()
    var slots: [PartKey: Slot] = [:]
    var bytes = 0
    var uses: UInt64 = 0

    // Looking at a slot would copy it.
    func contains(_ key: PartKey) -> Bool { slots.index(forKey: key) != nil }
  }

  private let state = Mutex(State())

  func contains(_ key: PartKey) -> Bool { state.withLock { $0.contains(key) } }

  /// Whether all of them are known.
  func contains(_ keys: [PartKey]) -> Bool {
    state.withLock { state in keys.allSatisfy(state.contains) }
  }

  /// The summary, if it is known, and whether that use of it is to be noted on disk.
  func use(_ key: PartKey) -> (summary: SpanSummary, isToBeNoted: Bool)? {
    let now = ContinuousClock.now
    return state.withLock { state in
      state.uses += 1
      let lastUse = state.uses
      return state.slots[key].map { slot in
        let isDue = now - slot.noted >= Limits.partUse
        state.slots[key]!.lastUse = lastUse
        if isDue { state.slots[key]!.noted = now }
        return (slot.summary, isDue)
      }
    }
  }

  /// Remembers a summary, in place of those that were used longest ago, and returns it in the form in
  /// which it is added up fastest.
  func remember(_ summary: SpanSummary, as key: PartKey) -> SpanSummary {
    let summary = summary.sharing(state.withLock { $0.names })
    let size = summary.footprint
    state.withLock { state in
      state.uses += 1
      let slot = Slot(summary: summary, size: size, lastUse: state.uses, noted: .now)
      state.bytes += size - (state.slots.updateValue(slot, forKey: key)?.size ?? 0)
      if state.names.size > Limits.knownNameBytes { state = State() }
      if state.bytes > Limits.knownSummaryBytes { KnownSummaries.shrink(&state) }
    }
    return summary
  }

  func forget(_ key: PartKey) {
    state.withLock { state in state.bytes -= state.slots.removeValue(forKey: key)?.size ?? 0 }
  }

  /// Forgets them all.
  func forget() { state.withLock { $0 = State() } }

  // Down to half at once, so that sorting is paid for by as many insertions.
  private static func shrink(_ state: inout State) {
    for (key, slot) in state.slots.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
      if state.bytes <= Limits.knownSummaryBytes / 2 { return }
      state.slots.removeValue(forKey: key)
      state.bytes -= slot.size
    }
  }
}
