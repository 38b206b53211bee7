import CDeflate

/// The header of a gzip member (RFC 1952 section 2.3), as strict as Go's compress/gzip: the
/// header checksum is verified, reserved flags are ignored, names are at most 511 bytes.
struct GzipHeader {
  /// Where the compressed data begins.
  let end: Int

  private static let checksumFlag: UInt8 = 1 << 1
  private static let extraFlag: UInt8 = 1 << 2
  private static let nameFlag: UInt8 = 1 << 3
  private static let commentFlag: UInt8 = 1 << 4
  private static let longestName = 511

  init(_ bytes: [UInt8], at start: Int) throws(ProfileError) {
    func need(_ count: Int, at offset: Int) throws(ProfileError) {
      guard bytes.count - offset >= count else {
        throw ProfileError(
          .truncated, "the gzip file ends at byte \(bytes.count), inside a header")
      }
    }
    try need(10, at: start)
    guard bytes[start] == 0x1f, bytes[start + 1] == 0x8b, bytes[start + 2] == 8 else {
      let what = start == 0 ? "a bad gzip header" : "stray bytes after its last gzip member,"
      throw ProfileError(.corrupt, "the file has \(what) at byte \(start)")
    }
    let flags = bytes[start + 3]
    var offset = start + 10
    if flags & Self.extraFlag != 0 {
      try need(2, at: offset)
      let length = Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
      try need(2 + length, at: offset)
      offset += 2 + length
    }
    for flag in [Self.nameFlag, Self.commentFlag] where flags & flag != 0 {
      var length = 0
      while true {
        try need(1, at: offset + length)
        if bytes[offset + length] == 0 { break }
        length += 1
        guard length <= Self.longestName else {
          throw ProfileError(.corrupt, "the gzip header at byte \(start) has an overlong name")
        }
      }
      offset += length + 1
    }
    if flags & Self.checksumFlag != 0 {
      try need(2, at: offset)
      let checksum = bytes.withUnsafeBytes {
        libdeflate_crc32(0, $0.baseAddress! + start, offset - start)
      }
      guard checksum & 0xffff == UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8 else {
        throw ProfileError(.corrupt, "the gzip header at byte \(start) has a wrong checksum")
      }
      offset += 2
    }
    end = offset
  }
}
