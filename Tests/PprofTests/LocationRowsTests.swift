import TestSupport
import Testing

@testable import Pprof

/// Locations are kept in fewer bytes than they have, and come out as they went in.
@Suite struct LocationRowsTests {
  private struct Fields: Equatable {
    let address: UInt64
    let mapping: UInt32
    let lines: Range<Int>
    let isFolded: Bool

    init(_ row: LocationRow) {
      (address, mapping, lines) = (row.address, row.mapping, row.lineRange)
      isFolded = row.isFolded
    }
  }

  private func rows(_ random: inout SeededGenerator) -> [LocationRow] {
    var lines: UInt32 = 0
    return (0..<Int.random(in: 0...50, using: &random)).map { _ in
      let first = lines
      lines += .random(in: 0...3, using: &random)
      return LocationRow(
        address: [0, 1, 1 << 63, .max].randomElement(using: &random)!,
        mapping: [0, 1, 1 << 31 - 1].randomElement(using: &random)!, firstLine: first,
        lastLine: lines, isFolded: Bool.random(using: &random))
    }
  }

  @Test func whatIsAppendedIsRead() {
    var random = SeededGenerator("locations")
    var kept = LocationRows()
    for _ in 0..<100 {
      let rows = rows(&random)
      kept.removeAll()
      for row in rows { kept.append(row) }
      #expect(kept.map(Fields.init) == rows.map(Fields.init))
    }
  }

  @Test func whatIsAppendedAtOnceIsRead() {
    var random = SeededGenerator("locations")
    var kept = LocationRows()
    for _ in 0..<100 {
      let rows = rows(&random)
      kept.removeAll(makingRoomFor: rows.count)
      kept.append(addingCapacity: rows.count) { output in
        for row in rows { output.append(LocationRows.Row(row)) }
      }
      #expect(kept.map(Fields.init) == rows.map(Fields.init))
    }
  }

  @Test func thereAreNoneAtFirst() {
    #expect(LocationRows().isEmpty)
  }
}
