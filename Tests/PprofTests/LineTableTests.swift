import Testing

@testable import Pprof

/// Lines come out of their eight bytes as they went in.
@Suite struct LineTableTests {
  private static let numbers: [Int64] = [
    0, 1, 42, 1 << 31 - 1, 1 << 31, 1 << 32, .max, .min, -1,
  ]

  private func lines(_ count: Int, _ random: inout SeededGenerator) -> [LineRow] {
    (0..<count).map { _ in
      LineRow(
        function: .random(in: 0 ... .max, using: &random),
        line: Self.numbers.randomElement(using: &random)!,
        column: [0, 0, 0, 7, .max, -1].randomElement(using: &random)!)
    }
  }

  private func expect(_ table: LineTable, _ lines: [LineRow]) {
    #expect(table.count == lines.count)
    for (position, line) in lines.enumerated() {
      let read = table[position]
      #expect(
        (read.function, read.line, read.column) == (line.function, line.line, line.column))
    }
  }

  @Test func anyLineIsReadAsItWasAdded() {
    var random = SeededGenerator("lines")
    let lines = lines(500, &random)
    var table = LineTable()
    for line in lines { table.append(line) }
    expect(table, lines)
    table.mapFunctions { $0 ^ 1 }
    expect(
      table, lines.map { LineRow(function: $0.function ^ 1, line: $0.line, column: $0.column) })
  }

  @Test func whatIsRemovedLeavesTheOthersAsTheyWere() {
    var random = SeededGenerator("lines to remove")
    var table = LineTable()
    var left: [LineRow] = []
    for _ in 0..<200 {
      for line in lines(.random(in: 0...5, using: &random), &random) {
        table.append(line)
        left.append(line)
      }
      let removed = Int.random(in: 0...min(4, left.count), using: &random)
      table.removeLast(removed)
      left.removeLast(removed)
    }
    expect(table, left)
    table.removeAll()
    #expect(table.count == 0)
  }
}
