import ProfileStore

/// What an app has of the times that are imported.
struct PresentCaptures: Sendable {
  private var captures: [Timestamp: [StoredCapture]] = [:]

  init(
    _ store: any ProfileStore, _ app: AppPath, times: [Timestamp]
  ) throws(StoreError) {
    guard try store.status(of: .app(app)) != nil else { return }
    let wanted = Set(times)
    for day in Set(times.map { Day(containing: $0) }).sorted() {
      for capture in try store.captures(of: app, in: day.start..<day.end)
      where wanted.contains(capture.name.time) {
        captures[capture.name.time, default: []].append(capture)
      }
    }
  }

  /// The captures of one time.
  subscript(time: Timestamp) -> [StoredCapture] { captures[time] ?? [] }
}
