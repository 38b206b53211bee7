/// A JSON object on one line, its members in the order given.
struct JSONLine {
  private var members: [String] = []

  mutating func set(_ name: String, _ value: String) {
    members.append("\(JSONLine.quoted(name)): \(JSONLine.quoted(value))")
  }

  mutating func set(_ name: String, _ value: Double) {
    members.append("\(JSONLine.quoted(name)): \(JSONLine.number(value))")
  }

  mutating func set(_ name: String, _ series: Series) {
    var object = JSONLine()
    object.set("median", series.median)
    object.set("min", series.min)
    object.set("max", series.max)
    members.append("\(JSONLine.quoted(name)): \(object.text)")
  }

  var text: String { "{" + members.joined(separator: ", ") + "}" }

  private static func number(_ value: Double) -> String {
    Int(exactly: value).map { "\($0)" } ?? "\(value)"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case " "...: result.unicodeScalars.append(scalar)
      default: result += " "
      }
    }
    return result + "\""
  }
}

extension Figure {
  /// The figure for machines: values in its unit, nothing rounded.
  func json(row: String) -> String {
    var line = JSONLine()
    line.set("row", row)
    line.set("what", what)
    line.set("unit", unit.rawValue)
    line.set("runs", Double(ours.values.count))
    line.set("pgofs", ours)
    if let theirs {
      line.set("against", against)
      line.set("theirs", theirs)
    }
    if let compared {
      line.set("compared", compared)
      line.set("compared_unit", comparedUnit.rawValue)
    }
    switch target {
    case .none: break
    case .atLeast(let bound): line.set("at_least", bound)
    case .atMost(let bound): line.set("at_most", bound)
    }
    return line.text
  }
}
