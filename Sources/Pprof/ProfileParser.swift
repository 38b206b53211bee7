/// Decodes an uncompressed profile: what google/pprof does in profile/encode.go's decoders and
/// postDecode and in CheckValid.
///
/// It reads all but locations and samples first, then locations, then samples: fields come in any
/// order, and samples refer to locations, which refer to functions and mappings, by ids that may be
/// any 64-bit number.
struct ProfileParser {
  private var columns = ProfileColumns()
  private var mappingIDs = Identifiers()
  private var functionIDs = Identifiers()
  private var locations = [ByteRange]()
  private var samples = [ByteRange]()
  /// Whether a message or string of a profile was decoded: without one, a fault means that the
  /// bytes aren't a profile at all.
  private var sawContent = false

  /// A parser that takes over columns for their memory.
  init(reusing columns: inout ProfileColumns) {
    swap(&self.columns, &columns)
    self.columns.reset()
  }

  /// The columns that were read.
  consuming func finish() -> ProfileColumns { columns }

  mutating func parse(_ span: Span<UInt8>) throws(ProfileError) {
    try readTables(span)
    do throws(DecodeFault) {
      try checkStrings()
    } catch {
      throw ProfileError(.corrupt, error.message)
    }
    try checkSchema()
    do throws(DecodeFault) {
      let functions = try IdentifierIndex(functionIDs, of: .function)
      let mappings = try IdentifierIndex(mappingIDs, of: .mapping)
      let locations = try readLocations(span, functions: functions, mappings: mappings)
      try readSamples(span, locations: locations)
    } catch {
      throw ProfileError(.corrupt, error.message)
    }
  }

  /// Everything but locations and samples, of which it is noted where they are.
  private mutating func readTables(_ span: Span<UInt8>) throws(ProfileError) {
    var reader = WireReader(from: 0, to: span.count)
    while !reader.isAtEnd {
      if let next = readUsual(reader, span) {
        reader = next
        continue
      }
      let field: WireField
      do throws(DecodeFault) {
        field = try reader.field(span)
      } catch {
        throw topLevelError(error, span)
      }
      do throws(DecodeFault) {
        try read(field, span)
      } catch {
        throw ProfileError(sawContent ? .corrupt : .notAProfile, explain(error, span))
      }
    }
    guard !columns.strings.isEmpty else {
      throw ProfileError(
        sawContent ? .corrupt : .notAProfile, "not a profile: it has no string table")
    }
  }

  /// Reads one of the fields that there are many of; gives nil, and has done nothing, where it is
  /// another or `read` must have a look at it.
  @inline(__always)
  private mutating func readUsual(_ reader: WireReader, _ span: Span<UInt8>) -> WireReader? {
    guard reader.end &- reader.offset >= 16 else { return nil }
    let tag = span[unchecked: reader.offset]
    var reader = reader
    guard reader.hurriedSkip(tag, span), let content = reader.hurriedContent(span) else {
      return nil
    }
    switch tag {
    case WireTag.bytes(2): ProfileParser.note(content, &samples)
    case WireTag.bytes(4): ProfileParser.note(content, &locations)
    case WireTag.bytes(5):
      guard let (id, row) = FunctionRow.decodeUsual(content, span) else { return nil }
      functionIDs.append(id)
      columns.functions.append(row)
      sawContent = true
    case WireTag.bytes(6):
      guard !columns.strings.isEmpty else { return nil }
      columns.strings.append(ByteRange(content.offset, content.end))
    default: return nil
    }
    return reader
  }

  // An empty one is always refused: what follows it would only take memory, four times its own.
  @inline(__always)
  private static func note(_ message: WireReader, _ messages: inout [ByteRange]) {
    if let last = messages.last, last.range.isEmpty { return }
    messages.append(ByteRange(message.offset, message.end))
  }

  private mutating func read(_ field: WireField, _ span: Span<UInt8>) throws(DecodeFault) {
    switch field.number {
    case 1: columns.header.sampleTypes.append(try ValueTypeRow(field, span))
    case 2:
      let content = try field.content()
      ProfileParser.note(content, &samples)
      return
    case 3:
      let (id, row) = try MappingRow.decode(field, span)
      mappingIDs.append(id)
      columns.mappings.append(row)
    case 4:
      let content = try field.content()
      ProfileParser.note(content, &locations)
      return
    case 5:
      let (id, row) = try FunctionRow.decode(field, span)
      functionIDs.append(id)
      columns.functions.append(row)
    case 6:
      let content = try field.content()
      guard !columns.strings.isEmpty || content.isAtEnd else {
        throw DecodeFault(reason: .firstString, offset: field.start)
      }
      columns.strings.append(ByteRange(content.offset, content.end))
    case 11: columns.header.periodType = try ValueTypeRow(field, span)
    default:
      try columns.header.read(field, span)
      return
    }
    sawContent = true
  }

  /// A fault of the top level itself: running out of bytes there means a truncated profile.
  private func topLevelError(_ fault: DecodeFault, _ span: Span<UInt8>) -> ProfileError {
    if case .ended = fault.reason, sawContent || !looksLikeText(span) {
      return ProfileError(
        .truncated, "the profile ends early, inside its field at byte \(fault.offset ?? 0)")
    }
    return ProfileError(sawContent ? .corrupt : .notAProfile, explain(fault, span))
  }

  private func explain(_ fault: DecodeFault, _ span: Span<UInt8>) -> String {
    guard !sawContent else { return fault.message }
    return looksLikeText(span) ? "not a profile: it is text" : "not a profile: \(fault.message)"
  }

  /// Whether the bytes begin as text does. Field tags are control characters, nearly all of them.
  private func looksLikeText(_ span: Span<UInt8>) -> Bool {
    for index in 0..<min(span.count, 512) where span[index] < 0x20 {
      guard [0x09, 0x0a, 0x0d].contains(span[index]) else { return false }
    }
    return true
  }

  private func checkStrings() throws(DecodeFault) {
    let count = columns.strings.count
    for type in columns.header.sampleTypes + [columns.header.periodType] {
      try check(type.type, below: count)
      try check(type.unit, below: count)
    }
    for mapping in columns.mappings {
      try check(mapping.file, below: count)
      try check(mapping.buildID, below: count)
    }
    for function in columns.functions {
      try check(function.name, below: count)
      try check(function.systemName, below: count)
      try check(function.filename, below: count)
    }
    let header = columns.header
    for comment in header.comments { try check(comment, below: count) }
    for index in [
      header.dropFrames, header.keepFrames, header.defaultSampleType, header.docURL,
    ] {
      try check(index, below: count)
    }
  }

  private func checkSchema() throws(ProfileError) {
    var size = 0
    for type in columns.header.sampleTypes + [columns.header.periodType] {
      for index in [type.type, type.unit] { size += 1 + columns.strings[Int(index)].range.count }
      guard size <= Limits.schemaBytes else {
        throw ProfileError(
          .tooLarge, "the sample types have more than \(Limits.schemaBytes) bytes of names")
      }
    }
  }

  private func check(_ index: UInt32, below count: Int) throws(DecodeFault) {
    guard Int(index) < count else {
      throw DecodeFault(reason: .stringIndex(Int64(index)), offset: nil)
    }
  }

  private mutating func readLocations(
    _ span: Span<UInt8>, functions: IdentifierIndex, mappings: IdentifierIndex
  ) throws(DecodeFault) -> IdentifierIndex {
    var ids = Identifiers()
    var lines = LineTable()
    swap(&lines, &columns.lines)
    lines.makeRoom(for: self.locations.count)
    let messages = self.locations
    columns.locations.removeAll(makingRoomFor: messages.count)
    try columns.locations.append(addingCapacity: messages.count) { rows throws(DecodeFault) in
      for message in messages {
        let message = WireReader(message)
        let first = lines.count
        if let (id, row) = LocationRow.decodeUsual(
          message, span, functions: functions, mappings: mappings, lines: &lines), id != 0
        {
          assert(row.firstLine == first && row.lastLine == lines.count)
          ids.append(id)
          rows.append(LocationRows.Row(row))
          continue
        }
        lines.removeLast(lines.count - first)
        let (id, row) = try LocationRow.decode(
          message, span, functions: functions, mappings: mappings, lines: &lines)
        // Rows without ids could be far larger than their messages.
        guard id != 0 else {
          throw DecodeFault(reason: .zeroID(.location), offset: message.offset)
        }
        assert(row.firstLine == first && row.lastLine == lines.count)
        ids.append(id)
        rows.append(LocationRows.Row(row))
      }
    }
    swap(&lines, &columns.lines)
    return try IdentifierIndex(ids, of: .location)
  }

  private mutating func readSamples(
    _ span: Span<UInt8>, locations: IdentifierIndex
  ) throws(DecodeFault) {
    let typeCount = columns.header.sampleTypes.count
    columns.samples.reserve(
      samples.count, values: typeCount, bytes: samples.reduce(0) { $0 + $1.range.count })
    for message in samples {
      try columns.samples.append(
        WireReader(message), span, locations: locations, values: typeCount,
        strings: columns.strings.count)
    }
  }
}

extension WireReader {
  fileprivate init(_ message: ByteRange) {
    self.init(from: Int(message.start), to: Int(message.end))
  }
}

extension IdentifierIndex {
  fileprivate init(_ ids: Identifiers, of entity: DecodeFault.Entity) throws(DecodeFault) {
    do throws(Fault) {
      try self.init(ids)
    } catch {
      let reason: DecodeFault.Reason =
        switch error {
        case .zero: .zeroID(entity)
        case .duplicate(let id): .duplicateID(entity, id)
        }
      throw DecodeFault(reason: reason, offset: nil)
    }
  }
}
