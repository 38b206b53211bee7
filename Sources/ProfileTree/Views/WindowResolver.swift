import ProfileStore

/// Resolves a window of an app to the captures that it holds: those of the app and of the apps below.
struct WindowResolver: Sendable {
  let store: any ProfileStore
  let events: EventLog
  let clock: any TreeClock
  let settle: Int64

  /// What the window holds now. Captures come in the order in which they are merged.
  func resolve(
    _ window: Window, of app: AppPath, as format: ViewFormat
  ) throws(StoreError) -> Selection {
    let apps = try self.apps(atOrBelow: app)
    let newest = window.countsFromNewest ? try newestCapture(of: apps, before: nil) : nil
    let span = window.span(now: clock.now, newest: newest, settle: settle)
    var range = span.whole
    var captures = try self.captures(of: apps, in: range)
    if captures.isEmpty, let fallback = span.fallback {
      range = fallback
      captures = try self.captures(of: apps, in: range)
    }
    let remarks = format == .txt ? try self.remarks(app, apps, range, captures.isEmpty) : []
    return Selection(span: range, captures: captures, remarks: remarks)
  }

  /// Whether the app, or with `below` one of those below it, has a capture.
  func hasCaptures(_ app: AppPath, in span: Range<Timestamp> = Window.calendar, below: Bool)
    throws(StoreError) -> Bool
  {
    for day in try store.days(of: app).reversed() where day.start < span.upperBound {
      guard span.lowerBound < day.end else { break }
      let range = max(day.start, span.lowerBound)..<min(day.end, span.upperBound)
      if try !store.captures(of: app, in: range).isEmpty { return true }
    }
    guard below else { return false }
    for name in try store.apps(below: app) {
      if let child = app.appending(name), try hasCaptures(child, in: span, below: true) { return true }
    }
    return false
  }

  /// The app and all apps below it.
  func apps(atOrBelow app: AppPath) throws(StoreError) -> [AppPath] {
    var apps = [app]
    for name in try store.apps(below: app) {
      if let child = app.appending(name) { apps += try self.apps(atOrBelow: child) }
    }
    return apps
  }

  private func captures(
    of apps: [AppPath], in span: Range<Timestamp>
  ) throws(StoreError) -> [SelectedCapture] {
    var selected: [SelectedCapture] = []
    for app in apps {
      for capture in try store.captures(of: app, in: span) {
        selected.append(SelectedCapture(app: app, capture: capture))
      }
    }
    guard apps.count > 1 else { return selected }
    return selected.sorted { a, b in
      a.capture.name.time != b.capture.name.time
        ? a.capture.name.time < b.capture.name.time : a.file.description < b.file.description
    }
  }

  private func newestCapture(
    of apps: [AppPath], before bound: Timestamp?
  ) throws(StoreError) -> Timestamp? {
    var newest: Timestamp?
    for app in apps {
      for day in try store.days(of: app).reversed() where bound.map({ day.start < $0 }) ?? true {
        let range = day.start..<min(day.end, bound ?? day.end)
        guard let last = try store.captures(of: app, in: range).last?.name.time else { continue }
        newest = max(newest ?? last, last)
        break
      }
    }
    return newest
  }

  // Why a window is empty: what a reader asks first.
  private func remarks(
    _ app: AppPath, _ apps: [AppPath], _ span: Range<Timestamp>, _ isEmpty: Bool
  ) throws(StoreError) -> [String] {
    var remarks: [String] = []
    if isEmpty {
      if let newest = try newestCapture(of: apps, before: nil) {
        remarks.append("no capture in the window; the newest is of \(newest)")
      } else {
        remarks.append("no capture at all; write one to \(app)/, or to \(app)/<day>/")
      }
    }
    if let rejected = events.rejectedToday(app) { remarks.append(rejected) }
    return remarks
  }
}
