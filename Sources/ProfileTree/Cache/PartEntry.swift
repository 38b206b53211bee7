import Pprof

/// A part as a file: a header that says what it is, and the payload. What was torn, mixed up or
/// damaged doesn't pass.
enum PartEntry {
  /// Magic, format version and kind, key, length and fingerprint of the payload.
  static let headerSize = 48

  private static let magic: UInt64 = 0x7472_6170_6f67_0000  // "..gopart"

  static func encoded(_ payload: [UInt8], as key: PartKey) -> [UInt8] {
    var bytes = [UInt8]()
    bytes.reserveCapacity(headerSize + payload.count)
    for word in header(payload[...], key) {
      withUnsafeBytes(of: word.littleEndian) { bytes += $0 }
    }
    return bytes + payload
  }

  /// The payload; nil when the bytes aren't those of the part.
  static func payload(of bytes: [UInt8], as key: PartKey) -> [UInt8]? {
    guard bytes.count >= headerSize else { return nil }
    let payload = bytes[headerSize...]
    for (position, word) in header(payload, key).enumerated() {
      let found = bytes.withUnsafeBytes {
        UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 8 * position, as: UInt64.self))
      }
      guard found == word else { return nil }
    }
    return Array(payload)
  }

  private static func header(_ payload: ArraySlice<UInt8>, _ key: PartKey) -> [UInt64] {
    var checksum = Fingerprint()
    checksum.update(payload)
    let (high, low) = checksum.digest
    let version = UInt64(PartCache.formatVersion) << 8 | UInt64(key.kind.rawValue)
    return [magic | version, key.high, key.low, UInt64(payload.count), high, low]
  }
}
