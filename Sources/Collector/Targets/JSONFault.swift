/// Where a text stops to be JSON (RFC 8259): what an editor needs to find the comma too many.
struct JSONFault: Hashable, CustomStringConvertible {
  /// From 1.
  let line: Int
  /// In bytes, from 1.
  let column: Int
  /// What should stand there.
  let expected: String

  var description: String { "line \(line), column \(column): \(expected) is expected" }

  /// The first fault; nil when there is none.
  init?(in bytes: [UInt8]) {
    var scanner = Scanner(bytes: bytes)
    do throws(Unexpected) {
      try scanner.value(depth: 0)
      scanner.skipSpace()
      guard scanner.peek == nil else { throw Unexpected("the end") }
      return nil
    } catch {
      let before = bytes[..<scanner.position]
      line = 1 + before.count { $0 == UInt8(ascii: "\n") }
      column = 1 + before.reversed().prefix { $0 != UInt8(ascii: "\n") }.count
      expected = error.expected
    }
  }

  private struct Unexpected: Error {
    let expected: String
    init(_ expected: String) { self.expected = expected }
  }

  private struct Scanner {
    let bytes: [UInt8]
    var position = 0

    var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func skipSpace() {
      while let byte = peek, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { position += 1 }
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard peek == UInt8(ascii: character) else { return false }
      position += 1
      return true
    }

    mutating func value(depth: Int) throws(Unexpected) {
      skipSpace()
      switch peek {
      case UInt8(ascii: "{"):
        try list("}", depth: depth) { scanner throws(Unexpected) in
          guard scanner.peek == UInt8(ascii: "\"") else { throw Unexpected("a name in quotes") }
          try scanner.string()
          scanner.skipSpace()
          guard scanner.take(":") else { throw Unexpected("a colon") }
          try scanner.value(depth: depth + 1)
        }
      case UInt8(ascii: "["):
        try list("]", depth: depth) { scanner throws(Unexpected) in
          try scanner.value(depth: depth + 1)
        }
      case UInt8(ascii: "\""): try string()
      default: try word()
      }
    }

    private mutating func list(
      _ end: Unicode.Scalar, depth: Int, _ element: (inout Scanner) throws(Unexpected) -> Void
    ) throws(Unexpected) {
      guard depth < Limits.jsonDepth else { throw Unexpected("less nesting") }
      position += 1
      skipSpace()
      if take(end) { return }
      while true {
        skipSpace()
        try element(&self)
        skipSpace()
        if take(end) { return }
        guard take(",") else { throw Unexpected("a comma or \(end)") }
      }
    }

    private mutating func string() throws(Unexpected) {
      position += 1
      while let byte = peek {
        guard byte >= 0x20 else { break }
        position += 1
        if byte == UInt8(ascii: "\"") { return }
        if byte == UInt8(ascii: "\\"), peek != nil { position += 1 }
      }
      throw Unexpected("the end of a string")
    }

    // Numbers and names; whether a number is well formed the decoder says.
    private mutating func word() throws(Unexpected) {
      let start = position
      while let byte = peek,
        UInt8(ascii: "0") <= byte && byte <= UInt8(ascii: "9")
          || UInt8(ascii: "a") <= byte && byte <= UInt8(ascii: "z") || byte == UInt8(ascii: "E")
          || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
      { position += 1 }
      let text = String(decoding: bytes[start..<position], as: UTF8.self)
      guard ["true", "false", "null"].contains(text) || Double(text) != nil else {
        position = start
        throw Unexpected("a value")
      }
    }
  }
}
