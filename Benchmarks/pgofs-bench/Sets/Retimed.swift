/// A profile with another time in it, and so another profile.
struct Retimed {
  private let message: [UInt8]
  private let timeField: Range<Int>

  private static let timeTag: UInt8 = 9 << 3

  /// Takes a profile, gzip, that has a time.
  init(_ profile: [UInt8]) throws {
    message = try Deflate.inflatedMembers(profile)
    guard let field = Retimed.timeField(of: message) else {
      throw BenchError("a profile without a time")
    }
    timeField = field
  }

  /// The profile, gzip, as of this time in seconds since 1970.
  func profile(at time: Int) -> [UInt8] {
    var writer = MessageWriter()
    writer.number(9, UInt64(time) * 1_000_000_000)
    return Deflate.deflated(
      Array(message[..<timeField.lowerBound]) + writer.bytes + message[timeField.upperBound...])
  }

  // The fields that come before are skipped by their lengths.
  private static func timeField(of message: [UInt8]) -> Range<Int>? {
    var offset = 0
    func varint() -> Int {
      var value = 0
      var shift = 0
      while offset < message.count, shift < 63 {
        let byte = message[offset]
        offset += 1
        value |= Int(byte & 0x7f) << shift
        if byte < 0x80 { break }
        shift += 7
      }
      return value
    }
    while offset < message.count {
      let start = offset
      let tag = varint()
      let value = varint()
      if tag == Int(timeTag) { return start..<offset }
      guard tag & 7 != 2 || value <= message.count - offset else { return nil }
      if tag & 7 == 2 { offset += value }
    }
    return nil
  }
}
