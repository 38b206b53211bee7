/// The locations of a profile, in 16 bytes each. Their lines are in a table of their own, in the same
/// order and without gaps: where one location's end, the next one's begin.
struct LocationRows: RandomAccessCollection, Sendable {
  /// What is kept of a location: all but where its lines begin.
  struct Row {
    fileprivate let address: UInt64
    /// The mapping; the upper bit tells whether the location is folded.
    fileprivate let mapping: UInt32
    fileprivate let lastLine: UInt32

    fileprivate static let isFolded: UInt32 = 1 << 31

    @inline(__always)
    init(_ location: LocationRow) {
      precondition(location.mapping < Row.isFolded, "more mappings than a merge has room for")
      address = location.address
      mapping = location.mapping | (location.isFolded ? Row.isFolded : 0)
      lastLine = location.lastLine
    }
  }

  /// The largest mapping that a location may have.
  static let largestMapping = Int(Int32.max)

  /// The first stands for none: it ends where the lines of the first location begin.
  private var rows = [Row(LocationRow())]

  var startIndex: Int { 0 }
  var endIndex: Int { rows.count &- 1 }

  subscript(position: Int) -> LocationRow {
    @inline(__always)
    get {
      let rows = rows.span
      let row = rows[position &+ 1]
      return LocationRow(
        address: row.address, mapping: row.mapping & ~Row.isFolded,
        firstLine: rows[position].lastLine, lastLine: row.lastLine,
        isFolded: row.mapping & Row.isFolded != 0)
    }
  }

  /// Adds a location whose lines follow those of the one before it.
  @inline(__always)
  mutating func append(_ location: LocationRow) {
    assert(location.firstLine == rows[count].lastLine, "lines between two locations")
    rows.append(Row(location))
  }

  /// Adds locations, no more than this many: the body appends them. The lines of each follow those of
  /// the one before it.
  @inline(__always)
  mutating func append<Failure>(
    addingCapacity count: Int, _ body: (inout OutputSpan<Row>) throws(Failure) -> Void
  ) throws(Failure) {
    try rows.append(addingCapacity: count, initializingWith: body)
  }

  /// Empties the rows, which keep their memory, and makes room for this many.
  mutating func removeAll(makingRoomFor count: Int = 0) {
    let none = rows[0]
    rows.removeAll(keepingCapacity: true)
    rows.makeRoom(for: count + 1)
    rows.append(none)
  }

  /// Asks for a location that is about to be read.
  @inline(__always)
  func prefetch(_ position: Int) { rows.prefetch(position &+ 1) }
}
