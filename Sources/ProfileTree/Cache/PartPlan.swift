import Pprof
import ProfileStore

/// How a list of captures is put together from parts.
struct PartPlan: Sendable {
  /// What is added up, one after the other.
  enum Piece: Sendable {
    /// The part of a run of captures.
    case part(Range<Int>)
    /// One capture, from the store.
    case capture(Int)
  }

  let captures: [SelectedCapture]
  private let kind: PartKind
  private let keys: PartKeys
  private let groups: CalendarGroups
  private let parts: PartCache?

  /// A plan for captures in a window of this span, of which all that ended before `past` has come.
  /// Without a cache there are no parts.
  init(
    _ kind: PartKind, of captures: [SelectedCapture], in span: Range<Timestamp>, past: Timestamp,
    parts: PartCache?, scope: PartKeys.Scope
  ) {
    self.captures = captures
    self.kind = kind
    self.parts = parts
    keys = PartKeys(parts == nil ? [] : captures, in: scope)
    groups = CalendarGroups(
      parts == nil ? [] : captures, in: span, holding: kind.leastInputs, past: past)
  }

  /// Names the part of a run of the captures.
  func key(_ run: Range<Int>) -> PartKey { keys.key(kind, run) }

  var all: Range<Int> { captures.indices }

  /// Whether other hosts want the part of a run: it is a day or an hour, and stays as it is.
  func isShared(_ run: Range<Int>) -> Bool { groups.isPast(run) }

  /// The groups of a run whose part is missing, and which other hosts may have made: the longest ones,
  /// besides those that were asked for.
  func adoptable(
    in run: Range<Int>, withItself: Bool, besides asked: Set<Range<Int>>
  ) -> [Range<Int>] {
    guard let parts else { return [] }
    var missing = pieces(of: run, withItself: withItself).missing
    if withItself, !parts.contains(key(run)) { missing.append(run) }
    missing.removeAll { asked.contains($0) || !isShared($0) || !parts.mayBeShared(key($0)) }
    missing.sort { ($0.lowerBound, $1.count) < ($1.lowerBound, $0.count) }
    return missing.reduce(into: []) { longest, run in
      if run.upperBound > longest.last?.upperBound ?? 0 { longest.append(run) }
    }
  }

  /// The pieces of a run of captures, each the longest part that seems to be at hand: what an earlier
  /// version of the window came to, a day, an hour, a capture. And the groups whose part is missing,
  /// hours before their days. The part of the run itself is left out when it is what is wanted.
  ///
  /// A group whose merge is missing is a piece all the same: merging it by itself makes its part, and
  /// reading its captures again for that would take longer.
  func pieces(
    of run: Range<Int>, withItself: Bool
  ) -> (pieces: [Piece], missing: [Range<Int>]) {
    guard let parts else { return (run.map { .capture($0) }, []) }
    func isAtHand(_ range: Range<Int>) -> Bool {
      (withItself || range != run) && parts.contains(key(range))
    }
    var pieces: [Piece] = []
    var missing: [Range<Int>] = []
    var position = run.lowerBound
    let isQuick = isInMemory(run)
    let beginning = beginnings(of: run).first {
      isQuick ? (withItself || $0 != run) && parts.known.contains(key($0)) : isAtHand($0)
    }
    if let beginning {
      pieces.append(.part(beginning))
      position = beginning.upperBound
    }
    while position < run.upperBound {
      let candidates = groups.starting(at: position).filter { $0.upperBound <= run.upperBound }
      let known = candidates.first(where: isAtHand)
      missing += candidates.prefix { $0 != known }.filter { $0 != run }.reversed()
      let group = known ?? (kind == .merge ? candidates.first { $0 != run } : nil)
      if let group {
        pieces.append(.part(group))
        position = group.upperBound
      } else {
        let one = position..<position + 1
        pieces.append(kind == .summary && isAtHand(one) ? .part(one) : .capture(position))
        position += 1
      }
    }
    return (pieces, missing.sorted { $0.count < $1.count })
  }

  // Whether adding up the captures takes no longer than looking for files with sums of them.
  private func isInMemory(_ run: Range<Int>) -> Bool {
    guard kind == .summary, run.count <= Limits.quicklyAdded, let parts else { return false }
    return parts.known.contains(run.map { key($0..<$0 + 1) })
  }

  // What the window may have been before its newest captures came.
  private func beginnings(of run: Range<Int>) -> some Sequence<Range<Int>> {
    let shortest = max(run.lowerBound + 2, run.upperBound - Limits.rememberedBeginnings)
    return stride(from: run.upperBound, through: shortest, by: -1).lazy.map {
      run.lowerBound..<$0
    }
  }
}
