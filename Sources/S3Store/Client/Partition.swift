import Crypto

/// How an object is divided that is too large for one request.
struct Partition: Sendable {
  /// The most bytes of one request.
  var wholeBytes = Limits.wholeBytes

  /// The bytes of each part but the last.
  var partBytes = Limits.partBytes

  /// The parts of an object; nil when it goes in one request.
  func parts(of size: Int) -> [Range<Int>]? {
    guard size > wholeBytes else { return nil }
    let bytes = max(partBytes, (size + Limits.parts - 1) / Limits.parts)
    return stride(from: 0, to: size, by: bytes).map { $0..<min($0 + bytes, size) }
  }
}

extension EntityTag {
  /// The tag that an object of these bytes has as a rule: their MD5; of one that was put in parts, the
  /// MD5 of the parts' MD5s, and how many there are ("Checking object integrity" in the Amazon S3 User
  /// Guide).
  init(digesting bytes: [UInt8], _ parts: [Range<Int>]?) {
    guard let parts else {
      self.init(hexadecimal(Insecure.MD5.hash(data: bytes)))
      return
    }
    let digests = parts.flatMap { Array(Insecure.MD5.hash(data: bytes[$0])) }
    self.init("\(hexadecimal(Insecure.MD5.hash(data: digests)))-\(parts.count)")
  }
}
