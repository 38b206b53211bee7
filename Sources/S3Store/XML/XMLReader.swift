/// Why a document can't be read, and at which of its bytes.
struct XMLFault: Error, Hashable, Sendable, CustomStringConvertible {
  let description: String

  init(_ what: String, at offset: Int) { description = "\(what), at byte \(offset)" }

  /// A document that is well-formed, but not what is expected.
  init(_ what: String) { description = what }
}

/// Reads a document of XML 1.0 (W3C) step by step: elements and text, of which answers of S3 consist.
///
/// It is strict, so that an answer that was cut off isn't taken for a whole one. Attributes and the
/// prefixes of namespaces are skipped. There are no document types, and so no entities but the five
/// of section 4.6: what isn't read can't be an attack.
struct XMLReader {
  /// What comes next in a document.
  enum Event: Hashable, Sendable {
    /// An element begins; its name without a prefix.
    case start(String)
    /// Some text; an element's text may come in several parts.
    case text(String)
    /// The element that began last ends.
    case end
  }

  private var scanner: XMLScanner
  /// The elements that have begun, by their names with prefixes.
  private var open: [ArraySlice<UInt8>] = []
  private var hasRoot = false
  /// An element without content has two events.
  private var endsAtOnce = false

  init(_ document: [UInt8]) throws(XMLFault) {
    scanner = XMLScanner(document)
    guard document.count <= Limits.documentBytes else {
      throw XMLFault("the document has more than \(Limits.documentBytes) bytes")
    }
    try scanner.skipDeclaration()
  }

  /// The next event; nil at the document's end.
  mutating func next() throws(XMLFault) -> Event? {
    if endsAtOnce { return end() }
    while let byte = scanner.peek {
      if byte != UInt8(ascii: "<") || scanner.isAtCharacterData {
        let text = try scanner.text()
        if !open.isEmpty { return .text(text) }
        guard text.utf8.allSatisfy(XMLScanner.isSpace) else {
          throw scanner.fault("text outside of the root element")
        }
      } else if scanner.skip("<!--") {
        try scanner.skipComment()
      } else {
        return try tag()
      }
    }
    guard open.isEmpty, hasRoot else { throw scanner.fault("the document is cut off") }
    return nil
  }

  private mutating func tag() throws(XMLFault) -> Event {
    if scanner.skip("</") {
      guard try scanner.name() == open.last else { throw scanner.fault("the wrong end tag") }
      scanner.skipSpace()
      try scanner.expect(">")
      return end()
    }
    guard scanner.skip("<") else { throw scanner.fault("a tag is expected") }
    // Declarations and processing instructions have no name here.
    let name = try scanner.name()
    guard !open.isEmpty || !hasRoot else { throw scanner.fault("a second root element") }
    guard open.count < Limits.documentDepth else { throw scanner.fault("too many levels") }
    try scanner.skipAttributes()
    endsAtOnce = scanner.skip("/")
    try scanner.expect(">")
    hasRoot = true
    open.append(name)
    return .start(XMLReader.localName(name))
  }

  private mutating func end() -> Event {
    endsAtOnce = false
    open.removeLast()
    return .end
  }

  private static func localName(_ name: ArraySlice<UInt8>) -> String {
    let colon = name.lastIndex(of: UInt8(ascii: ":"))
    return String(decoding: colon.map { name[($0 + 1)...] } ?? name, as: UTF8.self)
  }
}

// MARK: Elements

extension XMLReader {
  /// Reads a document with this root to its end; `body` gets each element in it, by its name, and
  /// reads or skips it.
  static func read(
    _ document: [UInt8], root: String,
    _ body: (inout XMLReader, _ name: String) throws(XMLFault) -> Void
  ) throws(XMLFault) {
    var reader = try XMLReader(document)
    guard case .start(root) = try reader.next() else {
      throw XMLFault("the document is no \(root)")
    }
    try reader.children(body)
    while try reader.next() != nil {}
  }

  /// Reads the rest of the element that has begun; `body` reads or skips each one in it.
  mutating func children(
    _ body: (inout XMLReader, _ name: String) throws(XMLFault) -> Void
  ) throws(XMLFault) {
    while let event = try next(), event != .end {
      if case .start(let name) = event { try body(&self, name) }
    }
  }

  /// The text of the element that has begun, up to its end; there is no element in it.
  mutating func text() throws(XMLFault) -> String {
    var whole = ""
    while let event = try next(), event != .end {
      guard case .text(let part) = event else {
        throw scanner.fault("an element in the place of text")
      }
      whole += part
    }
    return whole
  }

  /// Skips the element that has begun, with all that is in it.
  mutating func skip() throws(XMLFault) {
    let level = open.count
    while open.count >= level, try next() != nil {}
  }
}
