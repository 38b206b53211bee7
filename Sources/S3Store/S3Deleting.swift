public import ProfileStore

extension S3Store {
  /// Deletes captures that are still what a listing named. What is believed for some seconds isn't
  /// enough for what can't be taken back: they are listed anew. What replaces one between that listing
  /// and the request after it is deleted with it.
  public func delete(
    _ captures: [StoredCapture], of app: AppPath
  ) throws(StoreError) -> [StoredCapture] {
    try requireListed(.app(app))
    let wanted = ListedCaptures(captures, of: app)
    var found = FoundCaptures()
    try of("\(app)") { () throws(S3Error) in found = try look(for: wanted) }
    let deleted = captures.filter { found.names.contains($0.name) }
    // What is in a directory that nothing marks is all that makes it be there.
    for day in Set(deleted.map(\.name.day)).subtracting(found.markedDays) {
      _ = try mark(.day(app, day))
    }
    do throws(S3Error) {
      try client.delete(deleted.map { StoreFile.capture(app, $0.name).key })
    } catch {
      // Some may be gone.
      listings.forget(app)
      throw StoreError(error, at: "\(app)")
    }
    for capture in deleted { listings.deleted(.capture(app, capture.name)) }
    return deleted
  }

  private func look(for wanted: ListedCaptures) throws(S3Error) -> FoundCaptures {
    var found = FoundCaptures()
    guard let keys = wanted.keys else { return found }
    let skipped = location.key("").utf8.count
    let end = location.key(keys.last)
    try client.pages(wanted.prefix, byDirectory: false, after: keys.before) { page in
      for object in page.objects {
        let key = String(decoding: object.key.utf8.dropFirst(skipped), as: UTF8.self)
        if let day = wanted.markers[key] {
          found.markedDays.insert(day)
        } else if let capture = wanted.captures[key],
          tags.identity(of: object.entityTag, at: key) == capture.status.identity
        {
          found.names.insert(capture.name)
        }
      }
      return page.objects.last.map { $0.key.precedes(end) } ?? true
    }
    return found
  }
}

/// What is to be deleted, by key.
private struct ListedCaptures {
  let prefix: String
  private(set) var captures: [String: StoredCapture] = [:]
  /// The keys that mark their days.
  private(set) var markers: [String: Day] = [:]
  /// All of these keys come after the first of the two, and none after the last; nil without captures.
  private(set) var keys: (before: String, last: String)?

  init(_ listed: [StoredCapture], of app: AppPath) {
    prefix = StoreDirectory.app(app).prefix
    for capture in listed {
      let file = StoreFile.capture(app, capture.name)
      captures[file.key] = capture
      markers[file.directory.markerKey] = capture.name.day
    }
    guard let first = markers.min(by: { $0.value < $1.value }),
      let last = captures.keys.max(by: { $0.precedes($1) })
    else { return }
    keys = (StoreDirectory.day(app, first.value).prefix, last)
  }
}

/// What of it is there.
private struct FoundCaptures {
  var names: Set<CaptureName> = []
  var markedDays: Set<Day> = []
}

extension String {
  /// Whether it comes before another one in a listing of keys.
  fileprivate func precedes(_ other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }
}
