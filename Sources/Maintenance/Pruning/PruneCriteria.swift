public import ProfileStore
public import ProfileTree

/// What is to go. What any of the first three names goes, except what is to be kept.
public struct PruneCriteria: Sendable {
  /// Captures before this instant.
  public var before: Timestamp?

  /// The oldest captures, until the rest has no more than so many bytes.
  public var maxBytes: Int?

  /// Captures in this window.
  public var window: Window?

  /// So many of the newest captures of each app stay, whatever names them.
  public var keptPerApp = 0

  /// Nothing is to go.
  public init() {}

  /// Whether the window is counted from an app's newest capture.
  var countsFromNewest: Bool { window?.countsFromNewest ?? false }

  /// The parts of time whose captures go, without the size's; they don't overlap.
  ///
  /// - Parameters:
  ///   - now: the time of the call.
  ///   - newest: the time of the app's newest capture, from which some windows are counted.
  ///   - cutoff: the instant before which captures go for the size's sake.
  func spans(
    now: Timestamp, newest: Timestamp?, cutoff: Timestamp?
  ) -> [Range<Timestamp>] {
    let end = max(before ?? StoreWalk.always.lowerBound, cutoff ?? StoreWalk.always.lowerBound)
    let old = StoreWalk.always.lowerBound..<end
    // The units of a window are as whole as in merged/.
    guard
      let named = window?.span(now: now, newest: newest, settle: TreeConfiguration().settle).whole
    else { return old.isEmpty ? [] : [old] }
    let rest = max(named.lowerBound, end)..<max(named.upperBound, end)
    return [old, rest].filter { !$0.isEmpty }
  }
}
