/// The figures as text in aligned columns.
struct Table {
  private var lines: [[String]] = [["", "pgofs", "against", "", "ratio (target)"]]

  mutating func add(_ figure: Figure) {
    lines.append([
      figure.what, figure.unit.text(figure.ours.median), figure.against,
      figure.theirs.map { figure.unit.text($0.median) } ?? "", figure.comparison,
    ])
  }

  var text: String {
    let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max()! }
    return lines.map { line in
      var text = zip(line, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }.joined(separator: "  ")
      while text.last == " " { text.removeLast() }
      return text
    }.joined(separator: "\n")
  }
}
