import ProfileStore

/// Captures that wait to be written, in the order of their arrival, within a bound on memory.
struct PendingCaptures {
  /// One of them.
  struct Entry {
    let app: AppPath
    let name: CaptureName
    let size: Int
    /// nil where they are only in the spool.
    var bytes: [UInt8]?
    let isSpooled: Bool
    /// What is known of one that this process took.
    var taking: Taking?

    var path: String { "\(app)/\(name)" }
  }

  /// How a capture was taken.
  struct Taking {
    let source: String
    let samples: Int
    let elapsed: Duration
  }

  private let limit: Int
  private var entries: ArraySlice<Entry> = []

  /// How many bytes are in memory.
  private(set) var bytesInMemory = 0

  /// How many are in the spool.
  private(set) var spooledCount = 0

  /// None yet.
  ///
  /// - Parameter limit: the most bytes in memory. One capture may have more.
  init(limit: Int) { self.limit = limit }

  var count: Int { entries.count }
  var isEmpty: Bool { entries.isEmpty }
  var all: [Entry] { Array(entries) }

  /// Adds one at the end. What is in the spool needs no memory; else the oldest give way to the
  /// newest, which is never lost by it.
  ///
  /// - Returns: those that are lost by it.
  mutating func append(_ entry: Entry) -> [Entry] {
    entries.append(entry)
    count(entry, 1)
    // The newest are let go of first where they are in the spool: the oldest are written next.
    for index in entries.indices.reversed() where bytesInMemory > limit {
      if entries[index].isSpooled { forgetBytes(at: index) }
    }
    var lost = [Entry]()
    while bytesInMemory > limit,
      let index = entries.indices.dropLast().first(where: { entries[$0].bytes != nil })
    {
      let entry = entries.remove(at: index)
      count(entry, -1)
      lost.append(entry)
    }
    return lost
  }

  private mutating func forgetBytes(at index: Int) {
    bytesInMemory -= entries[index].bytes?.count ?? 0
    entries[index].bytes = nil
  }

  private mutating func count(_ entry: Entry, _ sign: Int) {
    bytesInMemory += sign * (entry.bytes?.count ?? 0)
    spooledCount += entry.isSpooled ? sign : 0
  }

  /// Takes the first.
  mutating func popFirst() -> Entry? {
    guard let entry = entries.first else { return nil }
    // A slice keeps what it no longer shows.
    entries[entries.startIndex].bytes = nil
    entries.removeFirst()
    count(entry, -1)
    return entry
  }
}
