import ProfileStore
import Synchronization

// The directories themselves: the root, apps, `pinned`.
extension Listings {
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

  /// Whether a directory is there that this store removed: what the one around it shows may be old.
  func isGone(_ directory: StoreDirectory) throws(S3Error) -> Bool {
    guard state.withLock({ $0.removed.contains(directory) }) else { return false }
    let page = try client.list(directory.prefix, byDirectory: false, limit: 1)
    guard !page.objects.isEmpty else { return true }
    state.withLock { _ = $0.removed.remove(directory) }
    return false
  }
}

extension String {
  func dropFirst(ofBytes count: Int) -> Substring {
    self[utf8.index(startIndex, offsetBy: min(count, utf8.count))...]
  }
}
