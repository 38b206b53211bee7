/// An object's ETag: which content it has. Answers spell it in quotes or without.
struct EntityTag: Hashable, Sendable {
  /// Without quotes.
  let value: String

  init(_ text: String) {
    var text = text[...]
    if text.hasPrefix("W/") { text = text.dropFirst(2) }
    if text.utf8.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") {
      text = text.dropFirst().dropLast()
    }
    value = String(text)
  }

  /// As If-Match has it (RFC 9110 section 8.8.3).
  var header: String { "\"\(value)\"" }
}
