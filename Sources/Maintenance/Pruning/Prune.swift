public import ProfileStore

/// Deletes the captures that criteria name, and the days that become empty by it. Pinned profiles
/// stay.
public struct Prune {
  /// What was done so far; also after an error.
  public private(set) var report = PruneReport()

  private let walk: StoreWalk
  private let criteria: PruneCriteria
  private let app: AppPath?
  private let now: Timestamp
  private let isDryRun: Bool

  /// Of an app and those below it, or of all the store.
  ///
  /// - Parameter isDryRun: whether nothing is deleted, and only said.
  public init(
    _ store: any ProfileStore, _ criteria: PruneCriteria, app: AppPath? = nil,
    now: Timestamp = .now, isDryRun: Bool = false
  ) {
    walk = StoreWalk(store: store)
    (self.criteria, self.app, self.now, self.isDryRun) = (criteria, app, now, isDryRun)
  }

  /// Prunes, the oldest of each app first. Each deletion is atomic: whatever ends it in the middle, the
  /// store is whole.
  ///
  /// - Parameters:
  ///   - progress: is told what is being done.
  ///   - going: is told of each capture that is deleted, or would be.
  public mutating func run(
    progress: (String) -> Void = { _ in }, going: (StoreFile) throws -> Void = { _ in }
  ) throws {
    var plans: [AppPlan] = []
    for app in try walk.apps(atOrBelow: app) {
      progress("listing \(app)")
      plans.append(try plan(of: app))
    }
    var cutoff: Timestamp?
    if let maxBytes = criteria.maxBytes {
      let sizes = SizeCutoff(walk: walk, plans: plans, maxBytes: maxBytes)
      let found = try sizes.find { progress("adding up the sizes of \($0)") }
      (cutoff, report.bytesLeft) = (found.cutoff, found.bytesLeft)
    }
    for plan in plans {
      let spans = criteria.spans(now: now, newest: plan.newest, cutoff: cutoff)
      for span in spans {
        try walk.forEachSpan(of: plan.app, in: span) { captures in
          let chosen = plan.unprotected(captures)
          report.kept += captures.count - chosen.count
          try delete(chosen, of: plan.app, progress, going)
          try removeEmptied(chosen, of: captures, in: plan.app)
        }
      }
    }
  }

  private func plan(of app: AppPath) throws -> AppPlan {
    var plan = AppPlan(app: app)
    if criteria.keptPerApp > 0 {
      plan.protectedFrom = try walk.oldest(ofNewest: criteria.keptPerApp, in: app)
    }
    if criteria.countsFromNewest {
      plan.newest = try walk.oldest(ofNewest: 1, in: app)?.time
    }
    plan.named = criteria.spans(now: now, newest: plan.newest, cutoff: nil)
    return plan
  }

  private mutating func delete(
    _ chosen: ArraySlice<StoredCapture>, of app: AppPath, _ progress: (String) -> Void,
    _ going: (StoreFile) throws -> Void
  ) throws {
    for start in stride(from: chosen.startIndex, to: chosen.endIndex, by: Limits.deletions) {
      let batch = Array(chosen[start..<min(start + Limits.deletions, chosen.endIndex)])
      progress("deleting \(app)/\(batch[0].name.day), \(report.deleted) captures are gone")
      let deleted = isDryRun ? batch : try walk.store.delete(batch, of: app)
      for capture in deleted {
        report.deleted += 1
        report.deletedBytes += capture.status.size
        try going(.capture(app, capture.name))
      }
    }
  }

  // Something may have come to a day meanwhile, or be in it that no listing shows: then it stays.
  private mutating func removeEmptied(
    _ chosen: ArraySlice<StoredCapture>, of captures: [StoredCapture], in app: AppPath
  ) throws {
    if isDryRun { return }
    let left = Set(captures[chosen.endIndex...].map(\.name.day))
    for day in Set(chosen.map(\.name.day)).subtracting(left).sorted() {
      do throws(StoreError) {
        try walk.store.remove(.day(app, day))
        report.removedDays += 1
      } catch {
        guard [.notEmpty, .notFound].contains(error.code) else { throw error }
      }
    }
  }
}

/// What was pruned.
public struct PruneReport: Hashable, Sendable {
  /// How many captures were deleted, or would be.
  public internal(set) var deleted = 0
  /// Their bytes.
  public internal(set) var deletedBytes = 0
  /// How many captures were named and stay, because they are an app's newest.
  public internal(set) var kept = 0
  /// How many days became empty and were removed.
  public internal(set) var removedDays = 0
  /// The bytes of the captures that stay; nil where no size was asked for.
  public internal(set) var bytesLeft: Int?
}
