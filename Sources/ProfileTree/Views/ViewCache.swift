import Pprof
import ProfileStore
import Synchronization
import Threads

/// What was computed: one computation a version however many ask, and the results in unlinked files,
/// least recently used out first.
final class ViewCache: Sendable {
  struct Key: Hashable, Sendable {
    let version: Fingerprint
    let format: ViewFormat
  }

  /// What a version's computation came to. Both are for good: the same captures give the same.
  enum Outcome: Sendable {
    case file(ComputedFile)
    case nothing(reason: String)
  }

  /// What keeps a computation from coming to anything.
  enum Failure: Error {
    /// A capture was deleted before it could be read.
    case gone
    case error(TreeError)
  }

  typealias Ready = @Sendable (Result<Outcome, Failure>) -> Void

  private struct State {
    var results: [Key: Kept] = [:]
    var waiting: [Key: [Ready]] = [:]
    var bytes = 0
    var uses: UInt64 = 0
    var started = 0
  }

  private struct Kept {
    var file: ComputedFile?
    var reason = ""
    var lastUse: UInt64

    init(_ outcome: Outcome, lastUse: UInt64) {
      self.lastUse = lastUse
      switch outcome {
      case .file(let file): self.file = file
      case .nothing(let reason): self.reason = reason
      }
    }

    var outcome: Outcome { file.map { .file($0) } ?? .nothing(reason: reason) }
    var size: Int { file?.size ?? 0 }

    var isOpen: Bool { file?.isOpen ?? false }
  }

  private let state = Mutex(State())
  let pool: WorkerPool
  private let capacity: Int

  /// Keeps results of up to `capacity` bytes.
  init(capacity: Int) {
    self.capacity = capacity
    pool = WorkerPool(threads: Limits.mergeThreads, name: "pgofs-merge")
  }

  /// How many computations were started.
  var started: Int { state.withLock { $0.started } }

  /// The result, if it is at hand.
  func result(for key: Key) -> Outcome? { state.withLock { ViewCache.use(key, &$0) } }

  /// Hands over the result: at once when it is at hand, else when it is computed, which another
  /// thread does, or this one (`here`), unless one is at it already.
  func request(
    _ key: Key, here: @autoclosure () -> Bool = false, ready: @escaping Ready,
    compute: @escaping @Sendable () throws(Failure) -> Outcome
  ) {
    enum Next {
      case ready(Outcome)
      case wait
      case compute
    }
    let next = state.withLock { state -> Next in
      if let outcome = ViewCache.use(key, &state) { return .ready(outcome) }
      let isFirst = state.waiting[key] == nil
      state.waiting[key, default: []].append(ready)
      if isFirst { state.started += 1 }
      return isFirst ? .compute : .wait
    }
    switch next {
    case .ready(let outcome): ready(.success(outcome))
    case .wait: break
    case .compute:
      let job: @Sendable () -> Void = { [self] in
        finish(key, Result { () throws(Failure) in try compute() })
      }
      if here() { job() } else { pool.run(job) }
    }
  }

  /// Forgets every result that isn't open.
  func forget() {
    state.withLock { state in
      for key in state.results.keys { ViewCache.drop(key, &state) }
    }
  }

  /// Forgets one result, unless it is open.
  func forget(_ key: Key) { state.withLock { ViewCache.drop(key, &$0) } }

  private func finish(_ key: Key, _ result: Result<Outcome, Failure>) {
    let waiting = state.withLock { state -> [Ready] in
      if case .success(let outcome) = result {
        state.uses += 1
        let kept = Kept(outcome, lastUse: state.uses)
        state.results[key] = kept
        state.bytes += kept.size
        evict(&state, except: key)
      }
      return state.waiting.removeValue(forKey: key) ?? []
    }
    for ready in waiting { ready(result) }
  }

  private static func use(_ key: Key, _ state: inout State) -> Outcome? {
    state.uses += 1
    state.results[key]?.lastUse = state.uses
    return state.results[key]?.outcome
  }

  private func evict(_ state: inout State, except newest: Key) {
    func isFull() -> Bool { state.bytes > capacity || state.results.count > Limits.viewResults }
    guard isFull() else { return }
    let byAge = state.results.mapValues(\.lastUse).sorted { $0.value < $1.value }
    for (key, _) in byAge {
      if key != newest { ViewCache.drop(key, &state) }
      if !isFull() { return }
    }
  }

  private static func drop(_ key: Key, _ state: inout State) {
    guard state.results[key]?.isOpen == false else { return }
    state.bytes -= state.results.removeValue(forKey: key)!.size
  }
}
