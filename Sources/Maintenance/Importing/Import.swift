public import ProfileStore
import Synchronization
import Threads

/// Takes over what pgolib wrote. What is there already is found out and left alone, so that it can be
/// broken off and run again; the source is only read.
public struct Import {
  /// What was done so far; also after an error.
  public private(set) var report = ImportReport()

  private let source: any ImportSource
  private let store: any ProfileStore
  private let options: ImportOptions
  private let limits: ProfileLimits
  private let now: Timestamp

  /// From a source into a store.
  public init(
    from source: any ImportSource, into store: any ProfileStore, _ options: ImportOptions = .init(),
    limits: ProfileLimits = .init(), now: Timestamp = .now
  ) {
    (self.source, self.store, self.options) = (source, store, options)
    (self.limits, self.now) = (limits, now)
  }

  /// Imports, the oldest of each app first.
  ///
  /// - Parameters:
  ///   - progress: is told, from several threads, of how many captures, and of how many was decided.
  ///   - outcome: is told of each capture by its name in the source, in order.
  /// - Throws: `ImportError` when it isn't clear what to import as what, before anything is done; a
  ///   store's error when it fails, or the source doesn't answer in time.
  public mutating func run(
    progress: @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in },
    outcome: (_ name: String, _ app: AppPath, ImportOutcome) throws -> Void = { _, _, _ in }
  ) throws {
    let plan = try ImportPlan(of: source, only: options.only)
    (report.others, report.firstOther) = (plan.others, plan.firstOther)
    let decoders = Monitor(min(ThreadGroup.processors, Limits.decoders))
    let done = Atomic(0)
    let count = plan.count
    for (app, captures) in try plan.byApp(options.app) {
      let importer = CaptureImport(
        source: source, store: store, app: app, limits: limits, now: now,
        isDryRun: options.isDryRun, decoders: decoders)
      for start in stride(from: 0, to: captures.count, by: Limits.batch) {
        let batch = Array(captures[start..<min(start + Limits.batch, captures.count)])
        let results = try take(batch, of: plan, importer) {
          progress(done.add(1, ordering: .relaxed).newValue, count)
        }
        for (capture, result) in zip(batch, results) {
          try record(result.get(), plan.name(of: capture), app, outcome)
        }
      }
    }
  }

  // What each came to, in order; after a failure of the store the rest isn't tried.
  private func take(
    _ batch: [ImportPlan.Capture], of plan: ImportPlan, _ importer: CaptureImport,
    _ progress: @Sendable () -> Void
  ) throws -> [Result<ImportOutcome, StoreError>] {
    let present = try PresentCaptures(store, importer.app, times: batch.map(\.time))
    let results = Mutex<[Int: Result<ImportOutcome, StoreError>]>([:])
    let failure = Mutex<StoreError?>(nil)
    ThreadGroup.run(count: batch.count, threads: Limits.imports) { number in
      if let error = failure.withLock({ $0 }) {
        results.withLock { $0[number] = .failure(error) }
        return
      }
      let capture = batch[number]
      let result = Result { () throws(StoreError) in
        try importer.take(capture, named: plan.name(of: capture), present[capture.time])
      }
      if case .failure(let error) = result { failure.withLock { $0 = $0 ?? error } }
      results.withLock { $0[number] = result }
      progress()
    }
    return results.withLock { results in batch.indices.map { results[$0]! } }
  }

  private mutating func record(
    _ outcome: ImportOutcome, _ name: String, _ app: AppPath,
    _ tell: (String, AppPath, ImportOutcome) throws -> Void
  ) throws {
    report.count(outcome)
    try tell(name, app, outcome)
    guard case .unreadable(let error) = outcome else { return }
    if error.code == .timedOut || report.unreadable > Limits.unreadable { throw error }
  }
}
