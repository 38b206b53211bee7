public import ProfileStore

extension S3Store {
  /// The status of a directory, nil when it isn't there.
  public func status(of directory: StoreDirectory) throws(StoreError) -> DirectoryStatus? {
    guard directory != .root else {
      let listing = try of("") { () throws(S3Error) in try listings.listing(of: .root) }
      return DirectoryStatus(
        modified: listing.modified, identity: Identity(high: 0, low: 0))
    }
    guard try isListed(directory) else { return nil }
    if case .day(let app, let day) = directory {
      let listing = try of("\(directory)") { () throws(S3Error) in
        try listings.listing(of: day, of: app)
      }
      guard listing.isThere else { return nil }
      return status(of: directory, listing.marker, listing.modified)
    }
    let listing = try of("\(directory)") { () throws(S3Error) in
      try listings.listing(of: directory)
    }
    guard listing.isThere else { return nil }
    return status(of: directory, listing.marker, listing.modified)
  }

  // One that nothing marks, because something else than this store put what is in it, is told by its
  // name alone.
  private func status(
    of directory: StoreDirectory, _ marker: ObjectStatus?, _ modified: Timestamp
  ) -> DirectoryStatus {
    let identity =
      marker.map { tags.identity(of: $0.entityTag, at: directory.markerKey) }
      ?? EntityTags.digest(of: "directory \(directory)")
    return DirectoryStatus(modified: modified, identity: identity)
  }

  /// Whether the directory around it has it.
  func isListed(_ directory: StoreDirectory) throws(StoreError) -> Bool {
    guard let parent = directory.parent else { return true }
    let listing = try of("\(directory)") { () throws(S3Error) in
      try listings.listing(of: parent)
    }
    return listing.directories.contains(directory.name)
  }

  func requireListed(_ directory: StoreDirectory) throws(StoreError) {
    guard try isListed(directory) else {
      throw .nothing(at: "\(directory)")
    }
  }

  /// The names of the apps directly below the root or an app.
  public func apps(below app: AppPath?) throws(StoreError) -> [String] {
    let directory = app.map(StoreDirectory.app) ?? .root
    try requireListed(directory)
    let names = try of("\(directory)") { () throws(S3Error) in
      try listings.listing(of: directory)
    }.directories
    let apps = names.filter { AppPath(components: (app?.components ?? []) + [$0]) != nil }
    return apps.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The days of an app, also those without captures.
  public func days(of app: AppPath) throws(StoreError) -> [Day] {
    try requireListed(.app(app))
    return try of("\(app)") { () throws(S3Error) in
      try listings.listing(of: .app(app))
    }.directories.compactMap { Day($0) }.sorted()
  }

  /// The captures of an app in a window.
  public func captures(
    of app: AppPath, in window: Range<Timestamp>
  ) throws(StoreError) -> [StoredCapture] {
    try requireListed(.app(app))
    return try of("\(app)") { () throws(S3Error) in try listings.captures(of: app, in: window) }
  }

  /// The pinned profiles of an app, nil when it has no `pinned`.
  public func pinned(of app: AppPath) throws(StoreError) -> [StoredPinned]? {
    let directory = StoreDirectory.pinned(app)
    guard try isListed(.app(app)), try isListed(directory) else { return nil }
    return try of("\(directory)") { () throws(S3Error) in
      try listings.listing(of: directory)
    }.pinned
  }

  /// The status of a file, nil when it isn't there.
  public func status(of file: StoreFile) throws(StoreError) -> FileStatus? {
    if case .capture(let app, let name) = file,
      let known = listings.knownStatus(of: app, name)
    {
      return known
    }
    if outage != nil, let known = statusBefore(of: file) { return known }
    do throws(StoreError) {
      return try of("\(file)") { () throws(S3Error) in try client.status(file.key) }.map {
        listings.fileStatus($0, at: file.key)
      }
    } catch {
      guard outage != nil, let known = statusBefore(of: file) else { throw error }
      return known
    }
  }

  // The status that a listing told, however long ago; nil where none did.
  private func statusBefore(of file: StoreFile) -> FileStatus?? {
    switch file {
    case .capture(let app, let name):
      return listings.knownStatus(of: app, name, isOld: true)
    case .pinned(_, let name):
      guard let listing = try? listings.listing(of: file.directory) else { return nil }
      return .some(listing.pinned.first { $0.name == name }?.status)
    }
  }

  /// Opens a content that a listing or status named.
  public func load(
    _ file: StoreFile, identity: Identity
  ) throws(StoreError) -> any StoredContent {
    let wanted = Prefetch.Wanted(file: file, identity: identity)
    let fetched = fetches.take(wanted) ?? fetch(wanted)
    if case .failure(let error) = fetched, error.isOfAnotherObject { listings.forget(file.app) }
    return try of("\(file)") { () throws(S3Error) in LoadedContent(try fetched.get()) }
  }

  private func fetch(_ wanted: Prefetch.Wanted) -> Result<[UInt8], S3Error> {
    let key = wanted.file.key
    return Result { () throws(S3Error) in
      try client.get(key, entityTag: tags.tag(of: wanted.identity, at: key))
    }
  }

  /// Begins to fetch contents, many at a time.
  public func prefetch(
    _ contents: [(file: StoreFile, status: FileStatus)]
  ) -> (any Sendable)? {
    guard contents.count > 1 else { return nil }
    return fetches.begin(
      contents.map {
        (Prefetch.Wanted(file: $0.file, identity: $0.status.identity), $0.status.size)
      }
    ) { [self] in fetch($0) }
  }
}
