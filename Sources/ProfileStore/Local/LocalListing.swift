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
    var all: [StoredCapture] = []
    for day in try days(of: app, in: directory, within: window) {
      let captures = try captures(of: app, day, below: directory, in: window)
      // Those of one day are the listing itself, not a copy.
      if all.isEmpty { all = captures } else { all += captures }
    }
    return all
  }

  private func captures(
    of app: AppPath, _ day: Day, below directory: borrowing OpenDirectory,
    in window: Range<Timestamp>
  ) throws(StoreError) -> [StoredCapture] {
    func within(_ captures: [StoredCapture]) -> Range<Int> {
      let first = captures.partitioned { $0.name.time >= window.lowerBound }
      return first..<max(first, captures.partitioned { $0.name.time >= window.upperBound })
    }
    let found =
      try files(.day(app, day), below: directory, cache: captureListings, asked: within) ?? []
    let asked = within(found)
    return asked == found.indices ? found : Array(found[asked])
  }

  // A window within one day is looked for without asking which others there are.
  private func days(
    of app: AppPath, in directory: borrowing OpenDirectory, within window: Range<Timestamp>
  ) throws(StoreError) -> [Day] {
    let first = Day(containing: window.lowerBound)
    if window.lowerBound >= first.start, window.upperBound <= first.end { return [first] }
    return try appEntries(of: .app(app), in: directory).days.filter { day in
      day.start < window.upperBound && day.end > window.lowerBound
    }
  }

  /// How many captures an app has in a window: of whole days the names are counted, without asking for
  /// statuses.
  public func captureCount(
    of app: AppPath, in window: Range<Timestamp>
  ) throws(StoreError) -> Int {
    let directory = try openExisting(.app(app))
    var count = 0
    for day in try days(of: app, in: directory, within: window) {
      let isWhole = window.lowerBound <= day.start && window.upperBound >= day.end
      count +=
        isWhole
        ? try self.count(.day(app, day), below: directory)
        : try captures(of: app, day, below: directory, in: window).count
    }
    return count
  }

  private func count(
    _ directory: StoreDirectory, below app: borrowing OpenDirectory
  ) throws(StoreError) -> Int {
    guard let status = try app.status(of: directory.name), status.isDirectory else { return 0 }
    if let counted = captureCounts.listing(of: directory), counted.hasNames(of: status.version) {
      return counted.entries
    }
    guard let open = try app.directory(named: directory.name) else { return 0 }
    let listing = try LocalStore.list(open) { open throws(StoreError) in
      var count = 0
      var seen: Set<String> = []
      try open.forEachEntry { fileName, kind in
        let isCapture = fileName.withMemoryRebound(to: UInt8.self) {
          StoredCapture.name($0, in: directory, seen: &seen) != nil
        }
        if kind == .file, isCapture { count += 1 }
      }
      return Reading(entries: count, cost: 0, isWhole: true)
    }
    captureCounts.keep(listing, of: directory)
    return listing.entries
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

  /// The files of a day or `pinned`, sorted; nil when the directory isn't there. Of those that aren't
  /// asked for the statuses may be old.
  private func files<File: ListedFile>(
    _ directory: StoreDirectory, below app: borrowing OpenDirectory, cache: ListingCache<[File]>,
    asked: ([File]) -> Range<Int> = { $0.indices }
  ) throws(StoreError) -> [File]? {
    guard let status = try app.status(of: directory.name), status.isDirectory else {
      cache.forget(directory)
      return nil
    }
    let now = ContinuousClock.now
    let cached = cache.listing(of: directory).flatMap { listing in
      listing.hasNames(of: status.version) ? listing : nil
    }
    let some = cached.map { asked($0.entries) } ?? 0..<0
    if let cached, cached.hasStatuses(of: some, at: now) { return cached.entries }
    guard let open = try app.directory(named: directory.name) else { return nil }
    if let cached, let entries = try LocalStore.recheck(cached.entries, some, directory, open) {
      cache.keep(cached.with(entries, checked: some, taken: now), of: directory)
      return entries
    }
    let listing: Listing<[File]> = try LocalStore.list(open) { open throws(StoreError) in
      try LocalStore.read(directory, open)
    }
    cache.keep(listing, of: directory)
    return listing.entries
  }

  /// The files, some of them with their statuses as they are now; nil when one of these is gone. The
  /// same list, where none has another status.
  private static func recheck<File: ListedFile>(
    _ files: [File], _ some: Range<Int>, _ directory: StoreDirectory,
    _ open: borrowing OpenDirectory
  ) throws(StoreError) -> [File]? {
    var checked = files
    for index in some {
      let file = files[index]
      let found = try file.withFileName { name throws(StoreError) in
        try open.status(of: name.baseAddress!)
      }
      guard let found, found.isFile else { return nil }
      let status = found.fileStatus(in: directory)
      if status != file.status { checked[index] = File(name: file.name, status: status) }
    }
    return checked
  }

  private static func read<File: ListedFile>(
    _ directory: StoreDirectory, _ open: borrowing OpenDirectory
  ) throws(StoreError) -> Reading<[File]> {
    var files: [File] = []
    var isWhole = true
    var seen: Set<String> = []
    try open.forEachEntry { fileName, kind throws(StoreError) in
      guard kind == .file else { return }
      let name = fileName.withMemoryRebound(to: UInt8.self) {
        File.name($0, in: directory, seen: &seen)
      }
      guard let name else { return }
      if let status = try open.status(of: fileName.baseAddress!), status.isFile {
        files.append(File(name: name, status: status.fileStatus(in: directory)))
      } else {
        isWhole = false
      }
    }
    files.sort { $0.name < $1.name }
    return Reading(entries: files.fitted, cost: files.count, isWhole: isWhole)
  }

  /// What was read of a directory; not whole when a name of it was gone by then.
  private struct Reading<Entries> {
    let entries: Entries
    let cost: Int
    let isWhole: Bool
  }

  /// Reads a directory until it doesn't change meanwhile, for a rename can hide a file from a reader;
  /// the last time under the lock that all take who rename or replace.
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
  /// The same elements in no more room than they take: growing has doubled it.
  fileprivate var fitted: [Element] {
    guard capacity > count + count / 8 else { return self }
    var fitted: [Element] = []
    fitted.reserveCapacity(count)
    fitted += self
    return fitted
  }

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
