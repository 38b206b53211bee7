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
    let samples: Int
    let elapsed: Duration
  }

  private let limit: Int
  private var entries: ArraySlice<Entry> = []

  /// How many bytes are in memory.
  private(set) var bytesInMemory = 0

  /// None yet.
  ///
  /// - Parameter limit: the most bytes in memory.
  init(limit: Int) { self.limit = limit }

  var count: Int { entries.count }
  var isEmpty: Bool { entries.isEmpty }
  var spooledCount: Int { entries.count { $0.isSpooled } }
  var all: [Entry] { Array(entries) }

  /// Adds one at the end. What is in the spool needs no memory; else the oldest give way to the
  /// newest.
  ///
  /// - Returns: those that are lost by it.
  mutating func append(_ entry: Entry) -> [Entry] {
    entries.append(entry)
    bytesInMemory += entry.bytes?.count ?? 0
    var lost = [Entry]()
    // The newest are let go of first where they are in the spool: the oldest are written next.
    for index in entries.indices.reversed() where bytesInMemory > limit {
      if entries[index].isSpooled { forgetBytes(at: index) }
    }
    while bytesInMemory > limit, let index = entries.firstIndex(where: { $0.bytes != nil }) {
      forgetBytes(at: index)
      lost.append(entries.remove(at: index))
    }
    return lost
  }

  private mutating func forgetBytes(at index: Int) {
    bytesInMemory -= entries[index].bytes?.count ?? 0
    entries[index].bytes = nil
  }

  /// Takes the first.
  mutating func popFirst() -> Entry? {
    guard let entry = entries.popFirst() else { return nil }
    bytesInMemory -= entry.bytes?.count ?? 0
    return entry
  }
}
