/// Decodes an uncompressed profile: what google/pprof does in profile/encode.go's decoders and
/// postDecode and in CheckValid.
///
/// It walks the top level three times: fields come in any order, and samples refer to locations,
/// which refer to functions and mappings, by ids that may be any 64-bit number.
struct ProfileParser {
  private var parts = ProfileParts()
  private var mappingIDs = [UInt64]()
  private var functionIDs = [UInt64]()
  private var locationCount = 0
  private var sampleCount = 0
  /// Whether a message or string of a profile was decoded: without one, a fault means that the
  /// bytes aren't a profile at all.
  private var sawContent = false

  static func parse(_ bytes: [UInt8]) throws(ProfileError) -> Profile {
    let span = bytes.span
    var parser = ProfileParser()
    try parser.readTables(span)
    do throws(DecodeFault) {
      try parser.checkStrings()
      let functions = try IdentifierIndex(parser.functionIDs, of: .function)
      let mappings = try IdentifierIndex(parser.mappingIDs, of: .mapping)
      let locations = try parser.readLocations(span, functions: functions, mappings: mappings)
      try parser.readSamples(span, locations: locations)
    } catch {
      throw ProfileError(.corrupt, error.message)
    }
    return Profile(parser.parts, bytes: bytes)
  }

  /// Everything but locations and samples, which are counted.
  private mutating func readTables(_ span: Span<UInt8>) throws(ProfileError) {
    var reader = WireReader(from: 0, to: span.count)
    while !reader.isAtEnd {
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
    guard !parts.strings.isEmpty else {
      throw ProfileError(
        sawContent ? .corrupt : .notAProfile, "not a profile: it has no string table")
    }
  }

  private mutating func read(_ field: WireField, _ span: Span<UInt8>) throws(DecodeFault) {
    switch field.number {
    case 1: parts.header.sampleTypes.append(try ValueTypeRow(field, span))
    case 2:
      _ = try field.content()
      sampleCount += 1
      return
    case 3:
      let (id, row) = try MappingRow.decode(field, span)
      mappingIDs.append(id)
      parts.mappings.append(row)
    case 4:
      _ = try field.content()
      locationCount += 1
      return
    case 5:
      let (id, row) = try FunctionRow.decode(field, span)
      functionIDs.append(id)
      parts.functions.append(row)
    case 6:
      let content = try field.content()
      guard !parts.strings.isEmpty || content.isAtEnd else {
        throw DecodeFault(reason: .firstString, offset: field.start)
      }
      parts.strings.append(StringRange(start: UInt32(field.start), end: UInt32(field.end)))
    case 11: parts.header.periodType = try ValueTypeRow(field, span)
    default:
      try parts.header.read(field, span)
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
    let count = parts.strings.count
    for type in parts.header.sampleTypes + [parts.header.periodType] {
      try check(type.type, below: count)
      try check(type.unit, below: count)
    }
    for mapping in parts.mappings {
      try check(mapping.file, below: count)
      try check(mapping.buildID, below: count)
    }
    for function in parts.functions {
      try check(function.name, below: count)
      try check(function.systemName, below: count)
      try check(function.filename, below: count)
    }
    let header = parts.header
    for comment in header.comments { try check(comment, below: count) }
    for index in [
      header.dropFrames, header.keepFrames, header.defaultSampleType, header.docURL,
    ] {
      try check(index, below: count)
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
    var ids = [UInt64]()
    ids.reserveCapacity(locationCount)
    parts.locations.reserveCapacity(locationCount)
    parts.lines.reserveCapacity(locationCount)
    var reader = WireReader(from: 0, to: span.count)
    while !reader.isAtEnd {
      let field = try reader.field(span)
      guard field.number == 4 else { continue }
      let (id, row) = try LocationRow.decode(
        field, span, functions: functions, mappings: mappings, lines: &parts.lines)
      ids.append(id)
      parts.locations.append(row)
    }
    return try IdentifierIndex(ids, of: .location)
  }

  private mutating func readSamples(
    _ span: Span<UInt8>, locations: IdentifierIndex
  ) throws(DecodeFault) {
    let typeCount = parts.header.sampleTypes.count
    parts.samples.reserve(sampleCount, values: typeCount)
    var reader = WireReader(from: 0, to: span.count)
    while !reader.isAtEnd {
      let field = try reader.field(span)
      guard field.number == 2 else { continue }
      try parts.samples.append(
        field, span, locations: locations, values: typeCount, strings: parts.strings.count)
    }
  }
}

extension IdentifierIndex {
  fileprivate init(_ ids: [UInt64], of entity: DecodeFault.Entity) throws(DecodeFault) {
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
