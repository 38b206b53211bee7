import ProfileStore
import Threads

/// Objects that are fetched before they are asked for, many at a time: over a network a window's time
/// is that of its requests one after the other, or that of a few.
final class Prefetch: Sendable {
  /// A content that is going to be loaded.
  struct Wanted: Hashable, Sendable {
    let file: StoreFile
    let identity: Identity
  }

  private enum Progress {
    case running
    case done(Result<[UInt8], S3Error>)
    /// Somebody fetches it alone.
    case leftToOthers
  }

  private struct State {
    var next = 0
    var progress: [Wanted: Progress] = [:]
    /// Bytes of what is being fetched, or was and hasn't been asked for yet.
    var waiting = 0
    var isOver = false
  }

  private let wanted: [Wanted]
  private let sizes: [Int]
  private let positions: [Wanted: Int]
  private let state = Monitor(State())

  /// Begins to fetch, on threads of a pool.
  init(
    _ contents: [(Wanted, size: Int)], on pool: WorkerPool,
    fetch: @escaping @Sendable (Wanted) -> Result<[UInt8], S3Error>
  ) {
    (wanted, sizes) = (contents.map(\.0), contents.map(\.size))
    positions = Dictionary(wanted.enumerated().map { ($1, $0) }) { first, _ in first }
    for _ in 0..<min(wanted.count, Limits.fetchers) {
      pool.run { [self] in
        while let next = claim() { keep(fetch(next), of: next) }
      }
    }
  }

  /// Fetches no more.
  func end() { state.update(wakingAll: true) { $0.isOver = true } }

  private func claim() -> Wanted? {
    state.wait { state -> Wanted?? in
      while state.next < wanted.count, state.progress[wanted[state.next]] != nil { state.next += 1 }
      guard !state.isOver, state.next < wanted.count else { return .some(nil) }
      // Who doesn't come for what is here waits for no more.
      let size = sizes[state.next]
      guard state.waiting == 0 || state.waiting + size <= Limits.fetchedBytes else { return nil }
      let claimed = wanted[state.next]
      state.next += 1
      state.waiting += size
      state.progress[claimed] = .running
      return .some(claimed)
    }
  }

  private func keep(_ result: Result<[UInt8], S3Error>, of wanted: Wanted) {
    state.update(wakingAll: true) { $0.progress[wanted] = .done(result) }
  }

  /// The bytes of a content that is fetched here, once they are; nil of one that isn't, or that nobody
  /// has begun with, which is the caller's from now on.
  func take(_ wanted: Wanted) -> Result<[UInt8], S3Error>? {
    guard let position = positions[wanted] else { return nil }
    let taken = state.wait { state -> Result<[UInt8], S3Error>?? in
      switch state.progress[wanted] {
      case .done(let result):
        state.waiting -= sizes[position]
        state.progress[wanted] = nil
        return .some(result)
      case .running: return nil
      case nil:
        // Taken before, or behind in the line.
        if position >= state.next { state.progress[wanted] = .leftToOthers }
        return .some(nil)
      case .leftToOthers: return .some(nil)
      }
    }
    // There is room for others.
    state.update(wakingAll: true) { _ in }
    return taken
  }
}
