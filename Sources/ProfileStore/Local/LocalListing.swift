/// What an app's directory, or the root, holds.
struct AppEntries: Sendable {
  var apps: [String] = []
  var days: [Day] = []

  init(_ entries: [OpenDirectory.Entry]) {
    for entry in entries where entry.kind == .directory {
      if AppPath.isComponent(entry.name) {
        apps.append(entry.name)
      } else if let day = Day(entry.name) {
        days.append(day)
      }
    }
    apps.sort()
    days.sort()
  }
}

extension LocalStore {
  /// The names of the apps directly below the root or an app.
  public func apps(below app: AppPath?) throws(StoreError) -> [String] {
    let names = try appEntries(of: app.map(StoreDirectory.app) ?? .root).apps
    // What lies deeper than a path can say isn't an app.
    return app?.components.count == AppPath.maxDepth ? [] : names
  }

  /// The days of an app.
  public func days(of app: AppPath) throws(StoreError) -> [Day] {
    try appEntries(of: .app(app)).days
  }

  /// The captures of an app in a window. Only the days that the window overlaps are looked at, and only
  /// those that changed are read.
  public func captures(
    of app: AppPath, in window: Range<Timestamp>
  ) throws(StoreError) -> [StoredCapture] {
    let directory = try openExisting(.app(app))
    let days = try appEntries(of: .app(app), in: directory).days
    var captures: [StoredCapture] = []
    for day in days where day.start < window.upperBound && day.end > window.lowerBound {
      let found = try files(.day(app, day), below: directory, cache: captureListings)
      let first = (found ?? []).partitioned { $0.name.time >= window.lowerBound }
      captures += (found ?? [])[first...].prefix { $0.name.time < window.upperBound }
    }
    return captures
  }

  /// The pinned profiles of an app, nil when it has no `pinned`.
  public func pinned(of app: AppPath) throws(StoreError) -> [StoredPinned]? {
    guard let directory = try open(.app(app)) else { return nil }
    return try files(.pinned(app), below: directory, cache: pinnedListings)
  }

  private func appEntries(of directory: StoreDirectory) throws(StoreError) -> AppEntries {
    try appEntries(of: directory, in: openExisting(directory))
  }

  private func appEntries(
    of directory: StoreDirectory, in open: borrowing OpenDirectory
  ) throws(StoreError) -> AppEntries {
    if let cached = appListings.listing(of: directory),
      cached.hasNames(of: try open.status().version)
    {
      return cached.entries
    }
    let listing = try LocalStore.list(open) { directory throws(StoreError) in
      let entries = AppEntries(try directory.entries())
      return Reading(
        entries: entries, cost: entries.apps.count + entries.days.count, isWhole: true)
    }
    appListings.keep(listing, of: directory)
    return listing.entries
  }

  /// The files of a day or `pinned`, sorted; nil when the directory isn't there.
  private func files<File: ListedFile>(
    _ directory: StoreDirectory, below app: borrowing OpenDirectory, cache: ListingCache<[File]>
  ) throws(StoreError) -> [File]? {
    guard let status = try app.status(of: directory.name), status.isDirectory else {
      cache.forget(directory)
      return nil
    }
    let now = ContinuousClock.now
    let cached = cache.listing(of: directory).flatMap { listing in
      listing.hasNames(of: status.version) ? listing : nil
    }
    if let cached, cached.hasStatuses(at: now) { return cached.entries }
    guard let open = try app.directory(named: directory.name) else { return nil }
    if let cached, let entries = try LocalStore.recheck(cached.entries, directory, open) {
      cache.keep(cached.with(entries, taken: now), of: directory)
      return entries
    }
    let listing: Listing<[File]> = try LocalStore.list(open) { open throws(StoreError) in
      try LocalStore.read(directory, open)
    }
    cache.keep(listing, of: directory)
    return listing.entries
  }

  /// The files with their statuses as they are now; nil when one is gone.
  private static func recheck<File: ListedFile>(
    _ files: [File], _ directory: StoreDirectory, _ open: borrowing OpenDirectory
  ) throws(StoreError) -> [File]? {
    var checked: [File] = []
    checked.reserveCapacity(files.count)
    for file in files {
      guard let status = try open.status(of: file.fileName), status.isFile else { return nil }
      checked.append(File(name: file.name, status: status.fileStatus(in: directory)))
    }
    return checked
  }

  private static func read<File: ListedFile>(
    _ directory: StoreDirectory, _ open: borrowing OpenDirectory
  ) throws(StoreError) -> Reading<[File]> {
    var files: [File] = []
    var isWhole = true
    for entry in try open.entries() where entry.kind == .file {
      guard let name = File.name(entry.name, in: directory) else { continue }
      if let status = try open.status(of: entry.name), status.isFile {
        files.append(File(name: name, status: status.fileStatus(in: directory)))
      } else {
        isWhole = false
      }
    }
    files.sort { $0.name < $1.name }
    return Reading(entries: files, cost: files.count, isWhole: isWhole)
  }

  /// What was read of a directory; not whole when a name of it was gone by then.
  private struct Reading<Entries> {
    let entries: Entries
    let cost: Int
    let isWhole: Bool
  }

  /// Reads a directory until it doesn't change meanwhile, for a rename can hide a file from a reader;
  /// the last time under the lock that all writers of the store take.
  private static func list<Entries>(
    _ directory: borrowing OpenDirectory,
    _ read: (borrowing OpenDirectory) throws(StoreError) -> Reading<Entries>
  ) throws(StoreError) -> Listing<Entries> {
    defer { directory.unlock() }
    var attempt = 1
    while true {
      if attempt == Limits.listingAttempts { try directory.lock() }
      let taken = ContinuousClock.now
      let now = SystemTime.nanoseconds()
      let version = try directory.status().version
      let reading = try read(directory)
      let isSettled = try directory.status().version == version && reading.isWhole
      if isSettled || attempt == Limits.listingAttempts {
        // An empty listing takes room too.
        return Listing(
          entries: reading.entries, cost: reading.cost + 1, version: version,
          isRacy: !isSettled || version.isRacy(now: now), taken: taken)
      }
      attempt += 1
    }
  }
}

extension Array {
  /// The first index whose element the predicate holds for, in an array whose elements it holds for
  /// from some index on.
  fileprivate func partitioned(by predicate: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
