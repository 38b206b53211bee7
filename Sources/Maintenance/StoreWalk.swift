import ProfileStore

/// All of a store, or of an app and those below it, in pieces that fit in memory.
struct StoreWalk: Sendable {
  let store: any ProfileStore

  /// All the time that a capture can have.
  static let always = Timestamp(milliseconds: .min)..<Timestamp(milliseconds: .max)

  /// The app and those below it, or every app of the store, each before those below it. What is
  /// removed meanwhile isn't among them; the app itself has to be there.
  func apps(atOrBelow app: AppPath?) throws(StoreError) -> [AppPath] {
    var apps = app.map { [$0] } ?? []
    for name in try answered({ () throws(StoreError) in try store.apps(below: app) }) {
      guard let inner = app.map({ $0.appending(name) }) ?? AppPath(name) else { continue }
      apps += try unlessGone(inner, else: []) { () throws(StoreError) in
        try self.apps(atOrBelow: inner)
      }
    }
    return apps
  }

  /// Calls the body with the captures of an app in a window, oldest first, in spans of whole days.
  /// An app that is gone has none.
  func forEachSpan(
    of app: AppPath, in window: Range<Timestamp> = StoreWalk.always,
    _ body: ([StoredCapture]) throws -> Void
  ) throws {
    var days = try days(of: app, in: window)[...]
    var length = 1
    while let first = days.first {
      let span = days.prefix(length)
      days = days.dropFirst(span.count)
      let captures = try captures(
        of: app, in: (first.start..<span[span.endIndex - 1].end).clamped(to: window))
      length = StoreWalk.length(after: length, with: captures.count)
      if !captures.isEmpty { try body(captures) }
    }
  }

  /// The oldest of the newest captures of an app; nil when it has none. Of fewer than so many it is the
  /// oldest of all.
  func oldest(ofNewest count: Int, in app: AppPath) throws(StoreError) -> CaptureName? {
    var days = try days(of: app, in: StoreWalk.always)[...]
    var (length, missing) = (1, count)
    var oldest: CaptureName?
    while missing > 0, let last = days.last {
      let span = days.suffix(length)
      days = days.dropLast(span.count)
      let captures = try captures(of: app, in: span[span.startIndex].start..<last.end)
      length = StoreWalk.length(after: length, with: captures.count)
      if !captures.isEmpty { oldest = captures[max(0, captures.count - missing)].name }
      missing -= captures.count
    }
    return oldest
  }

  /// The pinned profiles of an app.
  func pinned(of app: AppPath) throws(StoreError) -> [StoredPinned] {
    try answered { () throws(StoreError) in try store.pinned(of: app) ?? [] }
  }

  // A request for many days, as long as they don't hold many captures.
  private static func length(after length: Int, with captures: Int) -> Int {
    captures < Limits.sparseSpan ? min(length * 2, Limits.daysPerSpan) : max(length / 2, 1)
  }

  private func days(
    of app: AppPath, in window: Range<Timestamp>
  ) throws(StoreError) -> [Day] {
    try unlessGone(app, else: []) { () throws(StoreError) in try store.days(of: app) }
      .filter { $0.start < window.upperBound && window.lowerBound < $0.end }
  }

  private func captures(
    of app: AppPath, in window: Range<Timestamp>
  ) throws(StoreError) -> [StoredCapture] {
    try unlessGone(app, else: []) { () throws(StoreError) in
      try store.captures(of: app, in: window)
    }
  }

  // `notFound` of an app that is there all the same is no answer.
  private func unlessGone<Answer>(
    _ app: AppPath, else gone: Answer, _ body: () throws(StoreError) -> Answer
  ) throws(StoreError) -> Answer {
    do throws(StoreError) {
      return try answered(body)
    } catch {
      guard error.code == .notFound, try store.status(of: .app(app)) == nil else { throw error }
      return gone
    }
  }

  // A bucket that doesn't answer is shown as it once was, which is no answer here.
  private func answered<Answer>(
    _ body: () throws(StoreError) -> Answer
  ) throws(StoreError) -> Answer {
    let answer = try body()
    if let outage = store.outage {
      throw StoreError(.timedOut, path: "", message: outage.reason)
    }
    return answer
  }
}
