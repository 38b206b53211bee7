public import ProfileStore

/// Reads every capture and pinned profile of a store, and verifies its bytes: what a mount would leave
/// out of windows, or not take, is bad.
public struct Check: Sendable {
  private let walk: StoreWalk
  private let reader: CheckedFiles
  private let app: AppPath?

  /// Of an app and those below it, or of all the store.
  public init(_ store: any ProfileStore, app: AppPath? = nil, limits: ProfileLimits = .init()) {
    walk = StoreWalk(store: store)
    reader = CheckedFiles(store: store, limits: limits)
    self.app = app
  }

  /// Checks.
  ///
  /// - Parameters:
  ///   - progress: is told of each file when it was read, from several threads.
  ///   - finding: is told of what isn't good, in order.
  /// - Throws: when the store fails, so that what is in it isn't known: a part of it that can't be
  ///   listed, too many files that can't be read, or one for which there was no answer in time.
  public func run(
    progress: @Sendable (StoreFile) -> Void = { _ in },
    finding: (CheckFinding) throws -> Void = { _ in }
  ) throws -> CheckReport {
    var report = CheckReport()
    for app in try walk.apps(atOrBelow: app) {
      try walk.forEachSpan(of: app) { captures in
        for start in stride(from: 0, to: captures.count, by: Limits.batch) {
          let batch = captures[start..<min(start + Limits.batch, captures.count)]
          let files = batch.map { CheckedFile(file: .capture(app, $0.name), status: $0.status) }
          try check(files, &report, progress, finding)
        }
      }
      let files = try walk.pinned(of: app).map {
        CheckedFile(file: .pinned(app, $0.name), status: $0.status)
      }
      try check(files, &report, progress, finding)
    }
    return report
  }

  private func check(
    _ files: [CheckedFile], _ report: inout CheckReport,
    _ progress: @Sendable (StoreFile) -> Void, _ finding: (CheckFinding) throws -> Void
  ) throws {
    for (file, verdict) in zip(files, try reader.verdicts(of: files, progress)) {
      switch verdict {
      case .good(let size): report.addGood(file.file, size: size)
      case .gone: break
      case .bad(let reason):
        report.bad += 1
        try finding(.bad(file.file, reason))
      case .unreadable(let error):
        report.unreadable += 1
        try finding(.unreadable(file.file, error))
        if report.unreadable > Limits.unreadable { throw error }
      }
    }
  }
}

/// What isn't good in a store.
public enum CheckFinding: Hashable, Sendable {
  /// The bytes are bad, for this reason.
  case bad(StoreFile, String)
  /// The bytes can't be read, so that nobody knows.
  case unreadable(StoreFile, StoreError)
}

/// What a store has, as it was checked. What was removed meanwhile isn't in it.
public struct CheckReport: Hashable, Sendable {
  /// Captures that are good.
  public internal(set) var captures = 0
  /// Pinned profiles that are good.
  public internal(set) var pinned = 0
  /// The bytes of both.
  public internal(set) var bytes = 0
  /// Files that are bad.
  public internal(set) var bad = 0
  /// Files that can't be read.
  public internal(set) var unreadable = 0

  mutating func addGood(_ file: StoreFile, size: Int) {
    if case .capture = file { captures += 1 } else { pinned += 1 }
    bytes += size
  }
}
