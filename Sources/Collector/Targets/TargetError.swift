/// What is wrong with a target or a list of them, and where.
public struct TargetError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The place and what is wrong there.
  public let description: String

  init(_ description: String) { self.description = description }

  /// The same, at a place.
  func at(_ place: String) -> TargetError { TargetError("\(place): \(description)") }
}

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
      let isPrintable = scalar.properties.generalCategory != .control
      line.unicodeScalars.append(isPrintable ? scalar : " ")
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}
