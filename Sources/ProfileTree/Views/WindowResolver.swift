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
    for _ in 1..<Limits.raceAttempts {
      do throws(StoreError) {
        return try resolveOnce(window, of: app, as: format)
      } catch {
        // An app below was removed, or renamed to where it hadn't been looked for.
        guard error.code == .notFound, try store.status(of: .app(app)) != nil else { throw error }
      }
    }
    return try resolveOnce(window, of: app, as: format)
  }

  private func resolveOnce(
    _ window: Window, of app: AppPath, as format: ViewFormat
  ) throws(StoreError) -> Selection {
    let apps = try self.apps(atOrBelow: app)
    let newest = window.countsFromNewest ? try newestCapture(of: apps) : nil
    let now = clock.now
    let span = window.span(now: now, newest: newest, settle: settle)
    var range = span.whole
    var captures = try self.captures(of: apps, in: range)
    if captures.isEmpty, let fallback = span.fallback {
      range = fallback
      captures = try self.captures(of: apps, in: range)
    }
    guard format == .txt else { return Selection(span: range, captures: captures) }
    var remarks = [
      "\(app)/merged/\(window).txt", "window    \(WindowResolver.text(range, now: now))",
    ]
    if captures.isEmpty { remarks.append(try whyEmpty(app, apps)) }
    if let rejected = events.rejectedToday(app) { remarks.append("note      \(rejected)") }
    return Selection(span: range, captures: captures, remarks: remarks)
  }

  /// Whether the app, or with `below` one of those below it, has a capture.
  func hasCaptures(_ app: AppPath, in span: Range<Timestamp> = Window.calendar, below: Bool)
    throws(StoreError) -> Bool
  {
    for day in try store.days(of: app).reversed() {
      let range = span.clamped(to: day.start..<day.end)
      if !range.isEmpty, try store.captureCount(of: app, in: range) > 0 { return true }
    }
    guard below else { return false }
    for name in try store.apps(below: app) {
      guard let child = app.appending(name) else { continue }
      let holds = try unlessGone(false) { () throws(StoreError) in
        try hasCaptures(child, in: span, below: true)
      }
      if holds { return true }
    }
    return false
  }

  /// The app and all apps below it.
  func apps(atOrBelow app: AppPath) throws(StoreError) -> [AppPath] {
    var apps = [app]
    for name in try store.apps(below: app) {
      guard let child = app.appending(name) else { continue }
      apps += try unlessGone([]) { () throws(StoreError) in try self.apps(atOrBelow: child) }
    }
    return apps
  }

  // An app below that was removed since it was listed holds nothing.
  private func unlessGone<Found>(
    _ nothing: Found, _ look: () throws(StoreError) -> Found
  ) throws(StoreError) -> Found {
    do throws(StoreError) {
      return try look()
    } catch {
      guard error.code == .notFound else { throw error }
      return nothing
    }
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
    return selected.sorted()
  }

  private func newestCapture(of apps: [AppPath]) throws(StoreError) -> Timestamp? {
    var newest: Timestamp?
    for app in apps {
      for day in try store.days(of: app).reversed() {
        let captures = try store.captures(of: app, in: day.start..<day.end)
        guard let last = captures.last?.name.time else { continue }
        newest = max(newest ?? last, last)
        break
      }
    }
    return newest
  }

  // What a reader of an empty window asks first.
  private func whyEmpty(_ app: AppPath, _ apps: [AppPath]) throws(StoreError) -> String {
    guard let newest = try newestCapture(of: apps) else {
      return "note      no capture at all; write one to \(app)/, or to \(app)/<day>/"
    }
    return "note      no capture in the window; the newest is of \(newest)"
  }

  // A window that ends now says just that: its report then holds still while its captures do.
  private static func text(_ span: Range<Timestamp>, now: Timestamp) -> String {
    span.upperBound == now.advanced(byMilliseconds: 1)
      ? "\(span.lowerBound) to now" : "\(span.lowerBound) to \(span.upperBound), end exclusive"
  }
}
