/// Somebody else's words in a line of ours: one line, printable, not too long, in quotes.
struct Quoted: CustomStringConvertible {
  let description: String

  init(_ text: some StringProtocol) {
    description = "“\(Quoted.line(text))”"
  }

  /// The words without quotes.
  static func line(_ text: some StringProtocol) -> String {
    var line = ""
    for scalar in text.unicodeScalars.prefix(Limits.messageLength) {
      guard scalar != "\n" || line.isEmpty else { break }
      line.unicodeScalars.append(isPlain(scalar) ? scalar : " ")
    }
    while line.last == " " { line.removeLast() }
    return line
  }

  // What moves a terminal's cursor, or text about, is none of ours to pass on.
  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      false
    default: true
    }
  }
}
