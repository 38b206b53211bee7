import ProfileStore
import Synchronization

// The captures of an app, by day.
extension Listings {
  /// The captures of an app in a window.
  func captures(
    of app: AppPath, in window: Range<Timestamp>
  ) throws(S3Error) -> [StoredCapture] {
    guard !window.isEmpty else { return [] }
    let last = Day(containing: window.upperBound.advanced(byMilliseconds: -1))
    let span = Day(containing: window.lowerBound)...max(Day(containing: window.lowerBound), last)
    return try known(span, of: app).captures(in: window, of: span)
  }

  /// One day of an app.
  func listing(of day: Day, of app: AppPath) throws(S3Error) -> DayListing {
    var listing = try known(day...day, of: app)[day]
    if let time = state.withLock({ $0.changed[.day(app, day)] }) {
      listing.modified = max(listing.modified, time)
    }
    return listing
  }

  /// The status of a capture if its day is known, .some(nil) where it isn't there.
  ///
  /// - Parameter isOld: whether it may have been listed at any time.
  func knownStatus(of app: AppPath, _ name: CaptureName, isOld: Bool = false) -> FileStatus?? {
    let since = isOld ? nil : ContinuousClock.now - refresh
    return state.withLock { state in
      guard let days = state.days[app], days.missing(of: name.day...name.day, since: since) == nil
      else { return nil }
      return .some(days[name.day].status(of: name))
    }
  }

  private func known(_ span: ClosedRange<Day>, of app: AppPath) throws(S3Error) -> KnownDays {
    let since = ContinuousClock.now - refresh
    let (days, generation) = state.withLock { state in
      (state.days[app] ?? KnownDays(), state.generation)
    }
    guard let missing = days.missing(of: span, since: since) else { return days }
    let subject = Span(app: app, days: missing, isOpen: isNextVisit(missing, of: app))
    let flight = Flight(subject: subject, generation: generation)
    return try refreshed({ knownBefore(span, of: app) }) { client throws(S3Error) in
      let listed = try dayFlights.value(flight) {
        Result { () throws(S3Error) in try list(subject, generation, client) }
      }.get()
      // Into what was known before: whatever others forget meanwhile, a window is whole.
      var known = days
      known.replace(listed.span, with: listed.days, at: listed.time)
      return known
    }
  }

  // Whether somebody goes through the days of an app one by one, as ls -l and find do.
  private func isNextVisit(_ days: ClosedRange<Day>, of app: AppPath) -> Bool {
    guard days.lowerBound == days.upperBound else { return false }
    return state.withLock { state in
      if state.visited.count >= Limits.rememberedChanges { state.visited = [:] }
      let last = state.visited.updateValue(days.lowerBound, forKey: app)
      return last.map { $0 < days.lowerBound } ?? false
    }
  }

  // The days as they once were listed, all of them, with what this store changed since.
  private func knownBefore(_ span: ClosedRange<Day>, of app: AppPath) -> KnownDays? {
    guard let days = state.withLock({ $0.days[app] }), days.missing(of: span, since: nil) == nil
    else { return nil }
    return days
  }

  private func list(
    _ subject: Span, _ generation: Int, _ client: S3Client
  ) throws(S3Error) -> ListedDays {
    let start = ContinuousClock.now
    let (app, wanted) = (subject.app, subject.days)
    var listed: [Day: DayListing] = [:]
    let prefix = StoreDirectory.app(app).prefix
    // '0' comes after '/': from there on the keys of a day are through.
    let end = { (day: Day) in client.location.key(prefix) + "\(day)0" }
    let isOneDay = wanted.lowerBound == wanted.upperBound && !subject.isOpen
    var last: String?
    try client.pages(
      isOneDay ? "\(prefix)\(wanted.lowerBound)/" : prefix, byDirectory: false,
      after: isOneDay ? nil : "\(prefix)\(wanted.lowerBound)/"
    ) { page in
      add(page, to: &listed, of: app)
      last = page.objects.last?.key ?? last
      return last.map { $0 < end(wanted.upperBound) } ?? true
    }
    var span = wanted
    if subject.isOpen, let whole = listed.keys.filter({ end($0) <= last ?? "" }).max() {
      span = wanted.lowerBound...max(wanted.upperBound, whole)
    }
    for day in listed.keys { listed[day]?.captures.sort { $0.name < $1.name } }
    return keep(listed.filter { span.contains($0.key) }, span, of: app, from: start, generation)
  }

  private func add(_ page: ListResult, to listed: inout [Day: DayListing], of app: AppPath) {
    let skipped = client.location.key(StoreDirectory.app(app).prefix).utf8.count
    for object in page.objects {
      let parts = object.key.dropFirst(ofBytes: skipped).split(
        separator: "/", omittingEmptySubsequences: false)
      guard parts.count >= 2, let day = Day(parts[0]) else { continue }
      let name = String(parts[1])
      listed[day, default: DayListing()].modified = max(
        listed[day]?.modified ?? object.modified, object.modified)
      if parts.count == 2, name == StoreDirectory.markerName {
        listed[day]?.marker = object.objectStatus
      } else if parts.count == 2, let capture = CaptureName(day: day, fileName: name) {
        listed[day]?.captures.append(
          StoredCapture(
            name: capture,
            status: fileStatus(object.objectStatus, at: StoreFile.capture(app, capture).key)))
      } else {
        listed[day]?.holdsOthers = true
      }
    }
  }

  private func keep(
    _ listed: [Day: DayListing], _ span: ClosedRange<Day>, of app: AppPath,
    from start: ContinuousClock.Instant, _ generation: Int
  ) -> ListedDays {
    state.withLock { state in
      var listed = listed
      for change in state.changes
      where change.made >= start && change.app == app && span.contains(change.name.day) {
        listed[change.name.day, default: DayListing()]
          .change(change.name, to: change.status, at: change.time)
      }
      if state.generation == generation {
        if state.days.values.reduce(0, { $0 + $1.count }) > Limits.knownCaptures {
          state.days = [:]
        }
        state.days[app, default: KnownDays()].replace(span, with: listed, at: start)
      }
      return ListedDays(days: listed, span: span, time: start)
    }
  }
}
