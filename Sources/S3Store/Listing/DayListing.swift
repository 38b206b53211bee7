import ProfileStore

/// The captures of one day of an app, as the bucket listed them.
struct DayListing {
  var marker: ObjectStatus?
  /// Sorted by time and name.
  var captures: [StoredCapture] = []
  var holdsOthers = false
  var modified = Timestamp(milliseconds: 0)

  var isThere: Bool { marker != nil || !captures.isEmpty || holdsOthers }

  /// Something was put or, with nil, deleted.
  mutating func change(_ name: CaptureName, to status: FileStatus?, at time: Timestamp) {
    let position = position(of: name)
    if holds(name, at: position) { captures.remove(at: position) }
    if let status { captures.insert(StoredCapture(name: name, status: status), at: position) }
    modified = max(modified, time)
  }

  /// The status of a capture; nil when it isn't there.
  func status(of name: CaptureName) -> FileStatus? {
    let position = position(of: name)
    return holds(name, at: position) ? captures[position].status : nil
  }

  private func holds(_ name: CaptureName, at position: Int) -> Bool {
    position < captures.count && captures[position].name == name
  }

  /// Where a capture is or would be.
  private func position(of name: CaptureName) -> Int {
    var (low, high) = (0, captures.count)
    while low < high {
      let middle = (low + high) / 2
      if captures[middle].name < name { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
