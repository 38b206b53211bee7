extension Profile {
  /// Whether bytes that begin with this prefix can still become a CPU profile: a gzip file, or
  /// a protobuf message whose fields have the wire types of a profile's.
  ///
  /// It never refuses the beginning of a profile that `init(parsing:maxInflated:)` accepts, and
  /// refuses text and HTML within the first few bytes. Bytes after the first 64 KiB don't count.
  public static func canBegin(with prefix: [UInt8]) -> Bool {
    let magic: [UInt8] = [0x1f, 0x8b, 8]
    if prefix.first == magic[0] {
      return prefix.prefix(3).elementsEqual(magic.prefix(prefix.count))
    }
    let visible = prefix.prefix(1 << 16)
    return MessageShape.profile.fits(Array(visible), from: 0, to: .max)
  }
}

/// Which wire types the fields of a message have.
private enum MessageShape {
  case profile
  case valueType
  case sample
  case mapping
  case location
  case line
  case function
  case label

  private enum FieldShape {
    case varint
    /// One number, or several packed.
    case varints
    case string
    case message(MessageShape)
    case unknown

    func accepts(wireType: UInt64) -> Bool {
      switch self {
      case .varint: wireType == 0
      case .varints: wireType == 0 || wireType == 2
      case .string, .message: wireType == 2
      case .unknown: wireType == 0 || wireType == 1 || wireType == 2 || wireType == 5
      }
    }
  }

  private func field(_ number: Int) -> FieldShape {
    switch (self, number) {
    case (.profile, 1), (.profile, 11): .message(.valueType)
    case (.profile, 2): .message(.sample)
    case (.profile, 3): .message(.mapping)
    case (.profile, 4): .message(.location)
    case (.profile, 5): .message(.function)
    case (.profile, 6): .string
    case (.profile, 13): .varints
    case (.profile, 7...15): .varint
    case (.sample, 1...2): .varints
    case (.sample, 3): .message(.label)
    case (.location, 4): .message(.line)
    case (.valueType, 1...2), (.mapping, 1...10), (.location, 1...5), (.line, 1...3),
      (.function, 1...5), (.label, 1...4):
      .varint
    default: .unknown
    }
  }

  /// Whether the bytes from `start` can be this message, which ends at `end`, beyond the bytes
  /// at hand or not.
  func fits(_ bytes: [UInt8], from start: Int, to end: Int) -> Bool {
    var reader = WireReader(from: start, to: min(end, bytes.count))
    let span = bytes.span
    var strings = 0
    while !reader.isAtEnd {
      var part = reader
      do throws(DecodeFault) {
        let tag = try part.varint(span)
        let number = Int(truncatingIfNeeded: tag >> 3)
        let shape = field(number)
        guard shape.accepts(wireType: tag & 7) else { return false }
        if tag & 7 == 2 {
          let length = try part.varint(span)
          guard length <= UInt64(min(end, Int(UInt32.max)) - part.offset) else { return false }
          if self == .profile, number == 6 {
            if strings == 0, length > 0 { return false }
            strings += 1
          }
          let contentEnd = part.offset + Int(length)
          if case .message(let inner) = shape,
            !inner.fits(bytes, from: part.offset, to: contentEnd)
          {
            return false
          }
          guard contentEnd <= bytes.count else { return true }
        }
        _ = try reader.field(span)
      } catch {
        guard case .ended = error.reason else { return false }
        return end > bytes.count
      }
    }
    return true
  }
}
