/// The characters of a document, and what they make up.
struct XMLScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The byte that is next; nil at the end.
  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// A fault at this place.
  func fault(_ what: String) -> XMLFault { XMLFault(what, at: position) }

  /// Skips these characters if they are next.
  mutating func skip(_ text: StaticString) -> Bool {
    guard isNext(text) else { return false }
    position += text.utf8CodeUnitCount
    return true
  }

  /// Skips these characters, which have to be next.
  mutating func expect(_ text: StaticString) throws(XMLFault) {
    guard skip(text) else { throw fault("\(text) is expected") }
  }

  mutating func skipSpace() {
    while let byte = peek, XMLScanner.isSpace(byte) { position += 1 }
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09
  }

  private func isNext(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { bytes[position...].starts(with: $0) }
  }

  // Moves behind the next occurrence and returns what is before it.
  private mutating func take(upTo end: StaticString) throws(XMLFault) -> ArraySlice<UInt8> {
    let start = position
    while position < bytes.count {
      if isNext(end) {
        defer { position += end.utf8CodeUnitCount }
        return bytes[start..<position]
      }
      position += 1
    }
    throw fault("the document is cut off")
  }
}

// MARK: Markup

extension XMLScanner {
  /// Skips `<?xml … ?>` and a byte order mark. Answers are UTF-8, whatever they say.
  mutating func skipDeclaration() throws(XMLFault) {
    _ = skip("\u{feff}")
    if skip("<?xml ") { _ = try take(upTo: "?>") }
  }

  /// Skips the rest of a comment.
  mutating func skipComment() throws(XMLFault) {
    _ = try take(upTo: "--")
    try expect(">")
  }

  /// A name, with its prefix.
  mutating func name() throws(XMLFault) -> ArraySlice<UInt8> {
    let start = position
    while let byte = peek, XMLScanner.isNameByte(byte, isFirst: position == start) { position += 1 }
    guard position > start else { throw fault("a name is expected") }
    guard position - start <= Limits.nameBytes else { throw fault("a name is too long") }
    return bytes[start..<position]
  }

  /// Skips the attributes of a start tag.
  mutating func skipAttributes() throws(XMLFault) {
    while true {
      let start = position
      skipSpace()
      guard let byte = peek, byte != UInt8(ascii: ">"), byte != UInt8(ascii: "/") else { return }
      guard position > start else { throw fault("a space is expected") }
      _ = try name()
      skipSpace()
      try expect("=")
      skipSpace()
      let value = try quoted()
      guard !value.contains(UInt8(ascii: "<")) else { throw fault("a < in an attribute") }
    }
  }

  private mutating func quoted() throws(XMLFault) -> ArraySlice<UInt8> {
    if skip("'") { return try take(upTo: "'") }
    try expect("\"")
    return try take(upTo: "\"")
  }

  // Names that answers have are ASCII.
  private static func isNameByte(_ byte: UInt8, isFirst: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "_"):
      true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: ":"):
      !isFirst
    default: false
    }
  }
}

// MARK: Text

extension XMLScanner {
  /// Whether a CDATA section is next.
  var isAtCharacterData: Bool { isNext("<![CDATA[") }

  /// The text that is next: a CDATA section, or all up to the next `<`.
  mutating func text() throws(XMLFault) -> String {
    if skip("<![CDATA[") { return try string(try take(upTo: "]]>")) }
    let plain = takePlain()
    guard peek == UInt8(ascii: "&") else { return try string(plain) }
    var text = Array(plain)
    while skip("&") {
      text += try entity()
      text += takePlain()
    }
    return try string(text[...])
  }

  // What is up to the next markup or entity.
  private mutating func takePlain() -> ArraySlice<UInt8> {
    let start = position
    while let byte = peek, byte != UInt8(ascii: "<"), byte != UInt8(ascii: "&") { position += 1 }
    return bytes[start..<position]
  }

  private func string(_ bytes: ArraySlice<UInt8>) throws(XMLFault) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw fault("text that isn't UTF-8")
    }
    guard bytes.allSatisfy({ $0 >= 0x20 || XMLScanner.isSpace($0) }) else {
      throw fault("a control character")
    }
    return text
  }

  // What an entity stands for; its `&` is behind us.
  private mutating func entity() throws(XMLFault) -> String.UTF8View {
    let end = bytes[position...].prefix(Limits.entityBytes).firstIndex(of: UInt8(ascii: ";"))
    guard let end else { throw fault("an & that begins no entity") }
    let name = String(decoding: bytes[position..<end], as: UTF8.self)
    guard let character = XMLScanner.character(of: name) else {
      throw fault("an entity that isn't known")
    }
    position = end + 1
    return String(character).utf8
  }

  private static func character(of entity: String) -> Character? {
    switch entity {
    case "lt": return "<"
    case "gt": return ">"
    case "amp": return "&"
    case "apos": return "'"
    case "quot": return "\""
    default:
      guard entity.hasPrefix("#") else { return nil }
      let isHexadecimal = entity.hasPrefix("#x")
      let digits = entity.dropFirst(isHexadecimal ? 2 : 1)
      // A sign would be taken for part of a number.
      guard digits.allSatisfy(\.isHexDigit) else { return nil }
      return UInt32(digits, radix: isHexadecimal ? 16 : 10).flatMap(Unicode.Scalar.init)
        .map(Character.init)
    }
  }
}
