// Functions and locations, the most frequent messages, as Go's runtime and google/pprof write them:
// fields in this order, each once, without what Go doesn't use. A message of another form, or with a
// fault, gives nil: `decode` reads any.

extension FunctionRow {
  @inline(__always)
  static func decodeUsual(
    _ message: WireReader, _ bytes: Span<UInt8>
  ) -> (id: UInt64, row: FunctionRow)? {
    guard message.mayHurry(bytes) else { return nil }
    var reader = message
    var row = FunctionRow()
    guard reader.hurriedSkip(WireTag.varint(1), bytes) else { return nil }
    let id = reader.hurriedVarint(bytes)
    guard let name = reader.hurriedStringIndex(2, bytes),
      let systemName = reader.hurriedStringIndex(3, bytes),
      let filename = reader.hurriedStringIndex(4, bytes)
    else { return nil }
    (row.name, row.systemName, row.filename) = (name, systemName, filename)
    if reader.hurriedSkip(WireTag.varint(5), bytes) {
      row.startLine = Int64(bitPattern: reader.hurriedVarint(bytes))
    }
    return reader.isWhole ? (id, row) : nil
  }
}

extension WireReader {
  /// The string index that a field holds, 0 where there is no such field; nil for one that 32 bits
  /// can't hold.
  @inline(__always)
  fileprivate mutating func hurriedStringIndex(
    _ field: UInt8, _ bytes: Span<UInt8>
  ) -> UInt32? {
    hurriedSkip(WireTag.varint(field), bytes) ? UInt32(exactly: hurriedVarint(bytes)) : 0
  }
}

extension LocationRow {
  /// Where it gives nil, it may have appended lines.
  @inline(__always)
  static func decodeUsual(
    _ message: WireReader, _ bytes: Span<UInt8>, functions: IdentifierIndex,
    mappings: IdentifierIndex, lines: inout LineTable
  ) -> (id: UInt64, row: LocationRow)? {
    guard message.mayHurry(bytes) else { return nil }
    var reader = message
    var row = LocationRow()
    row.firstLine = UInt32(truncatingIfNeeded: lines.count)
    guard reader.hurriedSkip(WireTag.varint(1), bytes) else { return nil }
    let id = reader.hurriedVarint(bytes)
    // google/pprof writes the mapping here, Go's runtime at the end.
    if reader.hurriedSkip(WireTag.varint(2), bytes) {
      row.mapping = mapping(reader.hurriedVarint(bytes), mappings)
    }
    if reader.hurriedSkip(WireTag.varint(3), bytes) { row.address = reader.hurriedVarint(bytes) }
    while !reader.isAtEnd, reader.hurriedSkip(WireTag.bytes(4), bytes) {
      guard let line = LineRow.decodeUsual(&reader, bytes, functions: functions) else {
        return nil
      }
      lines.append(line)
    }
    if reader.hurriedSkip(WireTag.varint(2), bytes) {
      row.mapping = mapping(reader.hurriedVarint(bytes), mappings)
    }
    row.lastLine = UInt32(truncatingIfNeeded: lines.count)
    return reader.isWhole ? (id, row) : nil
  }
}

extension LineRow {
  /// Reads a line's message from its length on.
  @inline(__always)
  fileprivate static func decodeUsual(
    _ reader: inout WireReader, _ bytes: Span<UInt8>, functions: IdentifierIndex
  ) -> LineRow? {
    let length = reader.hurriedVarint(bytes)
    let end = reader.offset &+ Int(truncatingIfNeeded: length)
    var row = LineRow()
    guard reader.hurriedSkip(WireTag.varint(1), bytes) else { return nil }
    row.function = functions[reader.hurriedVarint(bytes)]
    if reader.hurriedSkip(WireTag.varint(2), bytes) {
      row.line = Int64(bitPattern: reader.hurriedVarint(bytes))
    }
    if reader.hurriedSkip(WireTag.varint(3), bytes) {
      row.column = Int64(bitPattern: reader.hurriedVarint(bytes))
    }
    return reader.offset == end && row.function != IdentifierIndex.none ? row : nil
  }
}
