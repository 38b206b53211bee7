import ProfileStore
import Synchronization
import Threads

/// What the bucket has, as it was listed not longer ago than the store's bound on staleness; and at
/// once with all that this store itself changed.
///
/// Who asks for what is being listed waits for that, if it began after their own last change.
final class Listings: Sendable {
  /// A change that this store made, which a listing that began before it may lack.
  struct Change {
    let app: AppPath
    let name: CaptureName
    let status: FileStatus?
    let made: ContinuousClock.Instant
    let time: Timestamp
  }

  struct State {
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

  struct Flight<Subject: Hashable & Sendable>: Hashable {
    let subject: Subject
    /// Nobody joins what began before a directory of theirs came or went.
    let generation: Int
  }

  struct Span: Hashable {
    let app: AppPath
    let days: ClosedRange<Day>
    /// Whether the days after these are welcome too, as many as come with them.
    let isOpen: Bool
  }

  /// What a span of days held when its listing began, with what this store changed since.
  struct ListedDays: Sendable {
    let days: [Day: DayListing]
    let span: ClosedRange<Day>
    let time: ContinuousClock.Instant
  }

  let client: S3Client
  /// For what is known, but old.
  private let refresher: S3Client
  let tags: EntityTags
  let refresh: Duration
  let state = Mutex(State())
  let directoryFlights = Flights<Flight<StoreDirectory>, Result<Listing, S3Error>>()
  let dayFlights = Flights<Flight<Span>, Result<ListedDays, S3Error>>()

  init(of client: S3Client, tags: EntityTags, refresh: Duration) {
    (self.client, self.tags, self.refresh) = (client, tags, refresh)
    refresher = client.refreshing()
  }

  /// What is listed now; while the bucket doesn't answer, what was known before.
  func refreshed<Known>(
    _ old: () -> Known?, _ list: (S3Client) throws(S3Error) -> Known
  ) throws(S3Error) -> Known {
    guard let known = old() else { return try list(client) }
    // Somebody asks until there is an answer.
    if client.reachability.outage != nil { return known }
    do throws(S3Error) {
      return try list(refresher)
    } catch {
      guard client.reachability.outage != nil, let known = old() else { throw error }
      return known
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
