import ProfileStore
import Synchronization
import Threads

/// What the bucket has, as it was listed not longer ago than the store's bound on staleness; and at
/// once with all that this store itself changed.
///
/// Who asks for what is being listed waits for that, if it began after their own last change.
final class Listings: Sendable {
  /// A change that this store made, which a listing that began before it may lack.
  private struct Change {
    let app: AppPath
    let name: CaptureName
    let status: FileStatus?
    let made: ContinuousClock.Instant
    let time: Timestamp
  }

  private struct State {
    /// With when they were listed; nil of what isn't believed any more.
    var directories: [StoreDirectory: (listing: Listing, time: ContinuousClock.Instant?)] = [:]
    var days: [AppPath: KnownDays] = [:]
    var changes: [Change] = []
    /// Counts what happened to the directories themselves.
    var generation = 0
    /// When this store changed what is in a directory: a bucket tells the second, at best.
    var changed: [StoreDirectory: Timestamp] = [:]
    /// What this store wrote, by key: a bucket rounds the time, and knows nothing of moves.
    var written: [String: FileStatus] = [:]
    /// The day of each app that was looked for by itself last.
    var visited: [AppPath: Day] = [:]
    /// Directories that this store removed. Servers that keep files may show them for some time.
    var removed: Set<StoreDirectory> = []

    mutating func note(_ directory: StoreDirectory, _ time: Timestamp) {
      if changed.count >= Limits.rememberedChanges { changed = [:] }
      changed[directory] = max(changed[directory] ?? time, time)
    }

    /// What was listed is to be listed again, as far as there is an answer.
    mutating func doubt(_ app: AppPath?) {
      generation += 1
      for directory in directories.keys { directories[directory]?.time = nil }
      if let app { days[app]?.doubt() }
    }
  }

  private struct Flight<Subject: Hashable & Sendable>: Hashable {
    let subject: Subject
    /// Nobody joins what began before a directory of theirs came or went.
    let generation: Int
  }

  private struct Span: Hashable {
    let app: AppPath
    let days: ClosedRange<Day>
    /// Whether the days after these are welcome too, as many as come with them.
    let isOpen: Bool
  }

  /// What a span of days held when its listing began, with what this store changed since.
  private struct ListedDays: Sendable {
    let days: [Day: DayListing]
    let span: ClosedRange<Day>
    let time: ContinuousClock.Instant
  }

  private let client: S3Client
  /// For what is known, but old.
  private let refresher: S3Client
  private let tags: EntityTags
  private let refresh: Duration
  private let state = Mutex(State())
  private let directoryFlights = Flights<Flight<StoreDirectory>, Result<Listing, S3Error>>()
  private let dayFlights = Flights<Flight<Span>, Result<ListedDays, S3Error>>()

  init(of client: S3Client, tags: EntityTags, refresh: Duration) {
    (self.client, self.tags, self.refresh) = (client, tags, refresh)
    refresher = client.refreshing()
  }

  // MARK: Directories

  /// What is in the root, an app or a `pinned`.
  func listing(of directory: StoreDirectory) throws(S3Error) -> Listing {
    var listing = try listed(directory)
    if let time = state.withLock({ $0.changed[directory] }) {
      listing.modified = max(listing.modified, time)
    }
    return listing
  }

  private func listed(_ directory: StoreDirectory) throws(S3Error) -> Listing {
    let since = ContinuousClock.now - refresh
    let (known, generation) = state.withLock { ($0.directories[directory], $0.generation) }
    if let known, let time = known.time, time >= since { return known.listing }
    return try refreshed({ state.withLock { $0.directories[directory]?.listing } }) {
      client throws(S3Error) in
      try directoryFlights.value(Flight(subject: directory, generation: generation)) {
        Result { () throws(S3Error) in try list(directory, generation, client) }
      }.get()
    }
  }

  /// What is listed now; while the bucket doesn't answer, what was known before.
  private func refreshed<Known>(
    _ old: () -> Known?, _ list: (S3Client) throws(S3Error) -> Known
  ) throws(S3Error) -> Known {
    guard let known = old() else { return try list(client) }
    if client.reachability.outage != nil {
      client.reachability.probe { [weak refresher] in
        _ = try? refresher?.list("", byDirectory: true, limit: 1)
      }
      return known
    }
    do throws(S3Error) {
      return try list(refresher)
    } catch {
      guard client.reachability.outage != nil, let known = old() else { throw error }
      return known
    }
  }

  private func list(
    _ directory: StoreDirectory, _ generation: Int, _ client: S3Client
  ) throws(S3Error) -> Listing {
    let start = ContinuousClock.now
    var listing = Listing()
    try client.pages(directory.prefix, byDirectory: true) { page in
      add(page, to: &listing, of: directory)
      return true
    }
    listing.pinned.sort { $0.name < $1.name }
    var shown = [String]()
    for name in listing.directories {
      if let inner = directory.inner(name), try isGone(inner) { continue }
      shown.append(name)
    }
    listing.directories = shown
    return keep(listing, of: directory, from: start, generation)
  }

  private func keep(
    _ found: Listing, of directory: StoreDirectory, from start: ContinuousClock.Instant,
    _ generation: Int
  ) -> Listing {
    state.withLock { state in
      guard state.generation == generation else { return found }
      var listing = found
      if let old = state.directories[directory]?.listing {
        let isShorter =
          !Set(old.directories).isSubset(of: listing.directories)
          || !Set(old.pinned.map(\.name)).isSubset(of: listing.pinned.map(\.name))
        listing.modified = max(listing.modified, isShorter ? .now : old.modified)
      }
      if state.directories.count >= Limits.rememberedChanges { state.directories = [:] }
      state.directories[directory] = (listing, start)
      return listing
    }
  }

  private func add(_ page: ListResult, to listing: inout Listing, of directory: StoreDirectory) {
    let skipped = client.location.key(directory.prefix).utf8.count
    for prefix in page.commonPrefixes {
      let name = String(prefix.dropFirst(ofBytes: skipped).dropLast())
      // What is ours and of no app.
      if !name.hasPrefix(".") { listing.directories.append(name) }
    }
    for object in page.objects {
      let name = String(object.key.dropFirst(ofBytes: skipped))
      listing.modified = max(listing.modified, object.modified)
      if name == StoreDirectory.markerName {
        listing.marker = object.objectStatus
      } else if case .pinned = directory, let pinned = PinnedName(name) {
        let status = fileStatus(object.objectStatus, at: directory.prefix + name)
        listing.pinned.append(StoredPinned(name: pinned, status: status))
      } else {
        listing.holdsOthers = true
      }
    }
  }

  /// This store made or removed a directory: what was listed before is not believed.
  func changed(_ directory: StoreDirectory, isThere: Bool = true) {
    state.withLock { state in
      if isThere {
        state.removed.remove(directory)
      } else {
        if state.removed.count >= Limits.rememberedChanges { state.removed = [] }
        state.removed.insert(directory)
      }
      state.note(directory, .now)
      if let parent = directory.parent { state.note(parent, .now) }
      for old in [directory, directory.parent] {
        if let old { state.directories[old] = nil }
      }
      state.doubt(directory.app)
    }
  }

  /// This store may have made a directory.
  func mayHaveChanged(_ directory: StoreDirectory) {
    state.withLock { $0.doubt(directory.app) }
  }

  // MARK: Days

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

  /// Whether a directory is there that this store removed: what the one around it shows may be old.
  func isGone(_ directory: StoreDirectory) throws(S3Error) -> Bool {
    guard state.withLock({ $0.removed.contains(directory) }) else { return false }
    let page = try client.list(directory.prefix, byDirectory: false, limit: 1)
    guard !page.objects.isEmpty else { return true }
    state.withLock { _ = $0.removed.remove(directory) }
    return false
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

  /// What is known of an app's captures turned out to be old.
  func forget(_ app: AppPath) { state.withLock { $0.days[app]?.doubt() } }

  /// This store deleted a file.
  func deleted(_ file: StoreFile) {
    switch file {
    case .capture(let app, let name): changed(app, name, to: nil)
    case .pinned: changed(file.directory)
    }
  }

  private func changed(_ app: AppPath, _ name: CaptureName, to status: FileStatus?) {
    let now = ContinuousClock.now
    let change = Change(app: app, name: name, status: status, made: now, time: .now)
    state.withLock { state in
      let old = state.changes.firstIndex { $0.made >= now - Limits.longestListing }
      state.changes.removeFirst(old ?? state.changes.count)
      state.changes.append(change)
      state.days[app]?.change(name, to: status, at: change.time)
      state.note(.day(app, name.day), change.time)
    }
  }

  /// What a store says of an object: of one that it wrote itself, what it said then.
  func fileStatus(_ object: ObjectStatus, at key: String) -> FileStatus {
    let identity = tags.identity(of: object.entityTag, at: key)
    if let own = state.withLock({ $0.written[key] }), own.identity == identity { return own }
    return FileStatus(size: object.size, identity: identity, modified: object.modified)
  }

  /// This store wrote a file.
  func wrote(_ file: StoreFile, _ status: FileStatus) {
    state.withLock { state in
      if state.written.count >= Limits.rememberedChanges { state.written = [:] }
      state.written[file.key] = status
    }
    switch file {
    case .capture(let app, let name): changed(app, name, to: status)
    case .pinned: changed(file.directory)
    }
  }
}

extension String {
  fileprivate func dropFirst(ofBytes count: Int) -> Substring {
    self[utf8.index(startIndex, offsetBy: min(count, utf8.count))...]
  }
}
