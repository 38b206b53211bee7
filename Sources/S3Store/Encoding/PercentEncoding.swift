/// Percent-encoding as Signature V4 wants it: every byte but the unreserved characters of RFC 3986
/// section 2.3 is `%XX` with capital digits.
enum PercentEncoding {
  /// Encodes a text, the slashes of a key kept if they are to separate.
  static func encode(_ text: String, keepingSlashes: Bool = false) -> String {
    let bytes = text.utf8
    if bytes.allSatisfy({ isKept($0, keepingSlashes) }) { return text }
    var encoded = [UInt8]()
    encoded.reserveCapacity(bytes.count * 3)
    for byte in bytes {
      if isKept(byte, keepingSlashes) {
        encoded.append(byte)
      } else {
        encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// The bytes of an encoded text; nil where a `%` isn't followed by two digits. In a form, and in
  /// the keys of a list, a `+` is a space.
  static func bytes(_ text: String, plusIsSpace: Bool = false) -> [UInt8]? {
    var decoded = [UInt8]()
    decoded.reserveCapacity(text.utf8.count)
    var rest = text.utf8.makeIterator()
    while let byte = rest.next() {
      if byte == UInt8(ascii: "%") {
        guard let high = value(rest.next()), let low = value(rest.next()) else { return nil }
        decoded.append(high << 4 | low)
      } else {
        decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    return decoded
  }

  /// The text; nil also where the bytes aren't UTF-8.
  static func decode(_ text: Substring) -> String? {
    bytes(String(text)).flatMap { String(validating: $0, as: UTF8.self) }
  }

  private static let digits = Array("0123456789ABCDEF".utf8)

  private static func isKept(_ byte: UInt8, _ keepingSlashes: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    case UInt8(ascii: "/"): keepingSlashes
    default: false
    }
  }

  private static func value(_ digit: UInt8?) -> UInt8? {
    guard let digit else { return nil }
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return digit - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): return digit - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): return digit - UInt8(ascii: "a") + 10
    default: return nil
    }
  }
}
