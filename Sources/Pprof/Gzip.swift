import CDeflate

/// Gzip files in memory, as Go's compress/gzip reads and writes them.
public enum Gzip {
  /// The level at which merged files are written: they are 3 to 6 % larger than Go's, whose own level
  /// is 6. Level 6 here makes them 4 % smaller than Go's, in two to four times the time.
  public static let level = 1

  /// The bytes of a gzip file of one or more members.
  ///
  /// - Parameter limit: the most bytes to inflate to.
  /// - Throws: `tooLarge` over the limit, `truncated` when a member ends early, `corrupt` for a bad
  ///   header, bad data, a bad checksum, or stray bytes after the last member.
  public static func inflate(_ bytes: [UInt8], limit: Int) throws(ProfileError) -> [UInt8] {
    var output = [UInt8]()
    try inflate(bytes, into: &output, limit: limit)
    return output
  }

  /// The same in place of what an array holds, whose memory is used again.
  static func inflate(
    _ bytes: [UInt8], into output: inout [UInt8], limit: Int
  ) throws(ProfileError) {
    output.removeAll(keepingCapacity: true)
    guard let decompressor = libdeflate_alloc_decompressor() else {
      throw ProfileError(.tooLarge, "no memory to inflate a gzip file of \(bytes.count) bytes")
    }
    defer { libdeflate_free_decompressor(decompressor) }
    var offset = 0
    repeat {
      let header = try GzipHeader(bytes, at: offset)
      offset = try inflateMember(
        of: bytes, at: offset, data: header.end, to: &output, limit: limit, with: decompressor)
    } while offset < bytes.count
  }

  /// A gzip file of one member that depends on nothing but the bytes and the level: no name, no
  /// time.
  ///
  /// - Parameter level: from 0 (stored) to 12 (smallest).
  public static func deflate(_ bytes: [UInt8], level: Int = Gzip.level) -> [UInt8] {
    let level = min(max(level, 0), 12)
    return bytes.withUnsafeBytes { input in
      let pieces = DeflatePieces(input, level: level)
      let bound = header.count + pieces.bound + 8
      return [UInt8](unsafeUninitializedCapacity: bound) { output, count in
        let memory = UnsafeMutableRawBufferPointer(output)
        LargeMemory.advise(UnsafeRawBufferPointer(memory))
        memory.copyBytes(from: header)
        count = header.count + pieces.deflate(to: memory.baseAddress! + header.count)
        let checksum = libdeflate_crc32(0, input.baseAddress, input.count)
        for number in [checksum, UInt32(truncatingIfNeeded: input.count)] {
          memory.storeBytes(of: number.littleEndian, toByteOffset: count, as: UInt32.self)
          count += 4
        }
      }
    }
  }

  /// Deflate, no flags, no time, no particular system (RFC 1952, 2.3).
  private static let header: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]

  /// Appends one member's content to `output` and returns where the member ends.
  private static func inflateMember(
    of bytes: [UInt8], at start: Int, data: Int, to output: inout [UInt8], limit: Int,
    with decompressor: OpaquePointer
  ) throws(ProfileError) -> Int {
    let room = max(0, limit - output.count)
    var capacity = min(room, firstGuess(for: bytes, data: data))
    if output.isEmpty { output.makeRoom(for: capacity) }
    while true {
      var used = 0
      var written = 0
      let begin = output.count
      var result = LIBDEFLATE_BAD_DATA
      output.append(addingCapacity: max(1, capacity)) { (tail: inout OutputSpan<UInt8>) in
        tail.withUnsafeMutableBufferPointer { space, count in
          LargeMemory.advise(UnsafeRawBufferPointer(space))
          bytes.withUnsafeBytes { input in
            result = libdeflate_deflate_decompress_ex(
              decompressor, input.baseAddress! + data, input.count - data,
              space.baseAddress, capacity, &used, &written)
          }
          if result == LIBDEFLATE_SUCCESS { count = written }
        }
      }
      switch result {
      case LIBDEFLATE_SUCCESS:
        return try checkTrailer(
          of: bytes, at: data + used, member: start, content: output.span.extracting(begin...))
      case LIBDEFLATE_INSUFFICIENT_SPACE:
        guard capacity < room else {
          throw ProfileError(.tooLarge, "the profile inflates to more than \(limit) bytes")
        }
        capacity = capacity > room / 2 ? room : capacity * 2
      default:
        throw diagnose(bytes, data: data, member: start)
      }
    }
  }

  /// The size that the file's last four bytes claim, when it is one that profiles have: the claim
  /// is the writer's, and no memory is given for it beyond sixteen times the input.
  private static func firstGuess(for bytes: [UInt8], data: Int) -> Int {
    let compressed = bytes.count - data
    let claimed = bytes.count >= 18 ? Int(littleEndian32(bytes, at: bytes.count - 4)) : 0
    return claimed > 0 && claimed <= 16 * compressed ? claimed : 4 * compressed + 64
  }

  private static func checkTrailer(
    of bytes: [UInt8], at offset: Int, member: Int, content: Span<UInt8>
  ) throws(ProfileError) -> Int {
    guard bytes.count - offset >= 8 else {
      throw ProfileError(
        .truncated, "the gzip file ends at byte \(bytes.count), inside a member's checksum")
    }
    let checksum = content.withUnsafeBytes { libdeflate_crc32(0, $0.baseAddress, $0.count) }
    guard checksum == littleEndian32(bytes, at: offset),
      UInt32(truncatingIfNeeded: content.count) == littleEndian32(bytes, at: offset + 4)
    else {
      throw ProfileError(.corrupt, "the gzip member at byte \(member) has a wrong checksum")
    }
    return offset + 8
  }

  /// Why libdeflate, which doesn't tell, calls the data bad.
  private static func diagnose(_ bytes: [UInt8], data: Int, member: Int) -> ProfileError {
    let verdict = bytes.withUnsafeBytes {
      DeflateScan.run(UnsafeRawBufferPointer(rebasing: $0[data...]))
    }
    return switch verdict {
    case .truncated:
      ProfileError(.truncated, "the gzip file ends at byte \(bytes.count), inside its data")
    case .invalid(let offset):
      ProfileError(
        .corrupt, "the gzip member at byte \(member) has invalid data near byte \(data + offset)")
    case .complete:
      ProfileError(.corrupt, "the gzip member at byte \(member) has invalid data")
    }
  }

  static func littleEndian32(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8
      | UInt32(bytes[offset + 2]) << 16 | UInt32(bytes[offset + 3]) << 24
  }
}
