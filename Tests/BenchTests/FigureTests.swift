import Testing

@testable import pgofs_bench

@Suite struct FigureTests {
  @Test(
    "Values have three digits that count, and a unit that fits",
    arguments: [
      (Unit.seconds, 2.41, "2.41 s"), (.seconds, 0.0312, "31.2 ms"), (.seconds, 971e-6, "971 µs"),
      (.seconds, -12e-6, "-12.0 µs"), (.seconds, 0, "0.00 µs"), (.bytes, 138e6, "138 MB"),
      (.bytes, 919_000, "919 kB"), (.bytesPerSecond, 11.9e9, "11.9 GB/s"), (.times, 9.999, "10.0x"),
      (.times, 0.7, "0.70x"), (.times, 123.4, "123x"),
    ])
  func values(unit: Unit, value: Double, text: String) {
    #expect(unit.text(value) == text)
  }

  @Test("A target stands behind what was measured")
  func targets() {
    let (one, ten) = (Series([1]), Series([10]))
    #expect(Figure.less("", .seconds, one, "", ten, target: 7).comparison == "10.0x (7x)")
    #expect(Figure.less("", .seconds, one, "", ten).comparison == "10.0x")
    #expect(Figure.within("", .seconds, ten, "", one, target: 3).comparison == "10.0x (at most 3x)")
    #expect(Figure.alone("", .bytes, ten, target: 150e6).comparison == "10.0 B (at most 150 MB)")
    #expect(Figure.alone("", .bytes, ten).comparison == "")
  }

  @Test("The table's columns are aligned")
  func table() {
    var table = Table()
    table.add(.less("a merge", .seconds, Series([2]), "go", Series([30]), target: 10))
    table.add(.alone("b", .bytes, Series([5e6])))
    #expect(
      table.text == """
                 pgofs    against          ratio (target)
        a merge  2.00 s   go       30.0 s  15.0x (10x)
        b        5.00 MB
        """)
  }

  @Test("A line for machines names what is compared, and rounds nothing")
  func json() {
    let figure = Figure.less(
      "a \"merge\"", .seconds, Series([2, 4]), "go", Series([6, 8]), target: 3)
    #expect(
      figure.json(row: "merge") == """
        {"row": "merge", "what": "a \\"merge\\"", "unit": "seconds", "runs": 2, \
        "pgofs": {"median": 3, "min": 2, "max": 4}, "against": "go", \
        "theirs": {"median": 7, "min": 6, "max": 8}, \
        "compared": {"median": 2.5, "min": 2, "max": 3}, "compared_unit": "times", \
        "at_least": 3}
        """)
  }
}
