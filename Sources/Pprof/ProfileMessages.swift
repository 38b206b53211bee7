// The messages of proto/profile.proto, decoded with the quirks of profile/encode.go: unknown
// fields are skipped, the last of a repeated scalar wins, a known field of the wrong type is an
// error. String indices are checked later: the string table may follow.

/// A string index. Those that 32 bits can't hold become one that no string table has.
@inline(__always)
private func stringIndex(_ value: UInt64) -> UInt32 {
  UInt32(exactly: value) ?? .max
}

extension WireField {
  fileprivate func stringIndex() throws(DecodeFault) -> UInt32 {
    UInt32(exactly: try unsigned()) ?? .max
  }
}

extension ValueTypeRow {
  init(_ message: WireField, _ bytes: Span<UInt8>) throws(DecodeFault) {
    var reader = try message.content()
    while !reader.isAtEnd {
      let field = try reader.field(bytes)
      switch field.number {
      case 1: type = try field.stringIndex()
      case 2: unit = try field.stringIndex()
      default: break
      }
    }
  }
}

extension ProfileHeader {
  /// Reads a scalar field of Profile; others are skipped.
  mutating func read(_ field: WireField, _ bytes: Span<UInt8>) throws(DecodeFault) {
    switch field.number {
    case 7: dropFrames = try field.stringIndex()
    case 8: keepFrames = try field.stringIndex()
    case 9:
      guard timeNanos == 0 else {
        throw DecodeFault(reason: .secondTime, offset: field.start)
      }
      timeNanos = try field.signed()
    case 10: durationNanos = try field.signed()
    case 12: period = try field.signed()
    case 13 where field.wireType == WireField.bytes:
      var reader = try field.content()
      while !reader.isAtEnd {
        comments.append(UInt32(exactly: try reader.varint(bytes)) ?? .max)
      }
    case 13: comments.append(try field.stringIndex())
    case 14: defaultSampleType = try field.stringIndex()
    case 15: docURL = try field.stringIndex()
    default: break
    }
  }
}

extension MappingRow {
  static func decode(
    _ message: WireField, _ bytes: Span<UInt8>
  ) throws(DecodeFault) -> (id: UInt64, row: MappingRow) {
    var reader = try message.content()
    var row = MappingRow()
    var id: UInt64 = 0
    while !reader.isAtEnd {
      let field = try reader.field(bytes)
      switch field.number {
      case 1: id = try field.unsigned()
      case 2: row.start = try field.unsigned()
      case 3: row.limit = try field.unsigned()
      case 4: row.offset = try field.unsigned()
      case 5: row.file = try field.stringIndex()
      case 6: row.buildID = try field.stringIndex()
      case MappingFlags.firstField...MappingFlags.lastField:
        let flag = MappingFlags.field(field.number)
        if try field.unsigned() != 0 { row.flags.insert(flag) } else { row.flags.remove(flag) }
      default: break
      }
    }
    return (id, row)
  }
}

extension FunctionRow {
  static func decode(
    _ message: WireField, _ bytes: Span<UInt8>
  ) throws(DecodeFault) -> (id: UInt64, row: FunctionRow) {
    var reader = try message.content()
    var row = FunctionRow()
    var id: UInt64 = 0
    while !reader.isAtEnd {
      let tag = try reader.tag(bytes)
      switch tag {
      case WireTag.varint(1): id = try reader.varint(bytes)
      case WireTag.varint(2): row.name = stringIndex(try reader.varint(bytes))
      case WireTag.varint(3): row.systemName = stringIndex(try reader.varint(bytes))
      case WireTag.varint(4): row.filename = stringIndex(try reader.varint(bytes))
      case WireTag.varint(5): row.startLine = Int64(bitPattern: try reader.varint(bytes))
      default: try reader.skip(tag, bytes, known: 1...5)
      }
    }
    return (id, row)
  }
}

extension LocationRow {
  /// A mapping that doesn't exist is none; a line's function must exist.
  static func decode(
    _ message: WireReader, _ bytes: Span<UInt8>, functions: IdentifierIndex,
    mappings: IdentifierIndex, lines: inout LineTable
  ) throws(DecodeFault) -> (id: UInt64, row: LocationRow) {
    var reader = message
    var row = LocationRow()
    var id: UInt64 = 0
    var missing: UInt64?
    row.firstLine = UInt32(lines.count)
    while !reader.isAtEnd {
      let tag = try reader.tag(bytes)
      switch tag {
      case WireTag.varint(1): id = try reader.varint(bytes)
      case WireTag.varint(2):
        row.mapping = Self.mapping(try reader.varint(bytes), mappings)
      case WireTag.varint(3): row.address = try reader.varint(bytes)
      case WireTag.bytes(4):
        let (function, line) = try LineRow.decode(
          try reader.content(bytes), bytes, functions: functions)
        if line.function == IdentifierIndex.none { missing = function }
        lines.append(line)
      case WireTag.varint(5): row.isFolded = try reader.varint(bytes) != 0
      default: try reader.skip(tag, bytes, known: 1...5)
      }
    }
    if let missing {
      throw DecodeFault(
        reason: .noFunction(location: id, id: missing), offset: message.offset)
    }
    row.lastLine = UInt32(lines.count)
    return (id, row)
  }
}

extension LocationRow {
  /// A mapping's row number plus 1, or 0 for none.
  @inline(__always)
  static func mapping(_ id: UInt64, _ mappings: IdentifierIndex) -> UInt32 {
    let row = mappings[id]
    return row == IdentifierIndex.none ? 0 : row + 1
  }
}

extension LineRow {
  /// The line's function id, and the line with that function's row number or `none`.
  fileprivate static func decode(
    _ message: WireReader, _ bytes: Span<UInt8>, functions: IdentifierIndex
  ) throws(DecodeFault) -> (function: UInt64, row: LineRow) {
    var reader = message
    var row = LineRow()
    var function: UInt64 = 0
    while !reader.isAtEnd {
      let tag = try reader.tag(bytes)
      switch tag {
      case WireTag.varint(1): function = try reader.varint(bytes)
      case WireTag.varint(2): row.line = Int64(bitPattern: try reader.varint(bytes))
      case WireTag.varint(3): row.column = Int64(bitPattern: try reader.varint(bytes))
      default: try reader.skip(tag, bytes, known: 1...3)
      }
    }
    row.function = functions[function]
    return (function, row)
  }
}
