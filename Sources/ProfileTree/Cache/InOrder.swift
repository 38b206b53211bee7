import Threads

/// Work on a list that several threads share, and whose results are taken in the list's order.
///
/// The caller's thread works as well, so that nothing waits for a helper that waits elsewhere; and
/// few results are ahead of the one that is taken, so that a list may be long.
struct InOrder: Sendable {
  private let helpers: WorkerPool
  private let helperCount: Int

  /// As many helpers as the machine has cores, less the caller's.
  init() {
    helperCount = min(ThreadGroup.processors - 1, Limits.readingHelpers)
    helpers = WorkerPool(threads: helperCount, name: "pgofs-read")
  }

  private struct State<Value: Sendable> {
    var next = 0
    var taken = 0
    var done: [Int: Result<Value, ViewBuilder.Failure>] = [:]
    var isOver = false

    /// The next item that nobody works on, within reach.
    mutating func claim(_ count: Int, ahead: Int) -> Int? {
      guard !isOver, next < min(count, taken + ahead) else { return nil }
      next += 1
      return next - 1
    }
  }

  private enum Next<Value: Sendable> {
    case result(Result<Value, ViewBuilder.Failure>)
    case item(Int)
    case end
  }

  /// Makes a value of each item, on several threads if so many of them are costly that it pays, and
  /// takes them in order on this one. The first error of either ends it.
  func each<Item: Sendable, Value: Sendable>(
    _ items: [Item], costly: Int,
    make: @escaping @Sendable (Item) throws(ViewBuilder.Failure) -> Value,
    take: (Value) throws(ViewBuilder.Failure) -> Void
  ) throws(ViewBuilder.Failure) {
    guard costly >= Limits.sharedItems, helperCount > 0 else {
      for item in items { try take(try make(item)) }
      return
    }
    let state = Monitor(State<Value>())
    let ahead = 2 * helperCount + 2
    let work: @Sendable (Int) -> Void = { item in
      let result = Result { () throws(ViewBuilder.Failure) in try make(items[item]) }
      state.update(wakingAll: true) { $0.done[item] = result }
    }
    defer {
      state.update(wakingAll: true) { $0.isOver = true }
    }
    for _ in 0..<helperCount {
      helpers.run {
        while let item = InOrder.next(state, items.count, ahead) { work(item) }
      }
    }
    for position in items.indices {
      try take(try InOrder.result(position, of: state, items.count, ahead, work))
      state.update(wakingAll: true) { $0.taken += 1 }
    }
  }

  // For a helper: nil when there is nothing left.
  private static func next<Value>(_ state: Monitor<State<Value>>, _ count: Int, _ ahead: Int)
    -> Int?
  {
    let next = state.wait { state -> Next<Value>? in
      if state.isOver || state.next >= count { return .end }
      return state.claim(count, ahead: ahead).map { .item($0) }
    }
    return if case .item(let item) = next { item } else { nil }
  }

  // For the caller: the result, after work on what lies ahead where others are at it.
  private static func result<Value>(
    _ position: Int, of state: Monitor<State<Value>>, _ count: Int, _ ahead: Int,
    _ work: (Int) -> Void
  ) throws(ViewBuilder.Failure) -> Value {
    while true {
      let next = state.wait { state -> Next<Value>? in
        if let result = state.done.removeValue(forKey: position) { return .result(result) }
        return state.claim(count, ahead: ahead).map { .item($0) }
      }
      switch next {
      case .result(let result): return try result.get()
      case .item(let item): work(item)
      case .end: preconditionFailure("a list isn't over before its last result is taken")
      }
    }
  }
}
