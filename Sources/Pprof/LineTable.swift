/// The lines of locations, in eight bytes each: nearly all are numbers below 2^31 without a column.
/// What others have lies beside.
struct LineTable: Sendable {
  private struct Row {
    var function: UInt32
    /// The line; or, with the upper bit set, where it is among the others.
    let place: UInt32
  }

  private struct Place {
    let line: Int64
    let column: Int64
  }

  /// The most lines that a table may have.
  static let largestCount = Int(Int32.max)

  private static let isOther: UInt32 = 1 << 31

  private var rows = [Row]()
  private var others = [Place]()

  var count: Int { rows.count }

  subscript(position: Int) -> LineRow {
    @inline(__always)
    get {
      let row = rows[position]
      guard row.place & LineTable.isOther != 0 else {
        return LineRow(function: row.function, line: Int64(row.place))
      }
      let other = others[Int(row.place & ~LineTable.isOther)]
      return LineRow(function: row.function, line: other.line, column: other.column)
    }
  }

  @inline(__always)
  mutating func append(_ line: LineRow) {
    if line.column == 0, UInt64(bitPattern: line.line) < UInt64(LineTable.isOther) {
      rows.append(Row(function: line.function, place: UInt32(truncatingIfNeeded: line.line)))
    } else {
      appendOther(line)
    }
  }

  @inline(never)
  private mutating func appendOther(_ line: LineRow) {
    rows.append(Row(function: line.function, place: LineTable.isOther | UInt32(others.count)))
    others.append(Place(line: line.line, column: line.column))
  }

  mutating func removeLast(_ count: Int) {
    others.removeLast(rows.suffix(count).count { $0.place & LineTable.isOther != 0 })
    rows.removeLast(count)
  }

  /// Empties the table, which keeps its memory.
  mutating func removeAll() {
    rows.removeAll(keepingCapacity: true)
    others.removeAll(keepingCapacity: true)
  }

  mutating func makeRoom(for count: Int) { rows.makeRoom(for: count) }

  /// Asks for a line that is about to be read.
  @inline(__always)
  func prefetch(_ position: Int) { rows.prefetch(position) }

  /// Gives each line another function.
  mutating func mapFunctions(_ function: (UInt32) -> UInt32) {
    for position in rows.indices { rows[position].function = function(rows[position].function) }
  }
}
