extension SampleColumns {
  /// Makes room for samples, whose messages take this many bytes in all.
  mutating func reserve(_ count: Int, values: Int, bytes: Int) {
    locationEnds.makeRoom(for: count)
    labelEnds.makeRoom(for: count)
    self.values.makeRoom(for: min(count * values, 1 << 20))
    // Most of the bytes are locations, a byte or two each.
    if bytes > 1 << 20, locations.capacity < bytes / 2 {
      locations.makeRoom(for: bytes / 2)
      locations.withUnsafeBufferPointer { memory in
        LargeMemory.advise(
          UnsafeRawBufferPointer(
            start: memory.baseAddress, count: locations.capacity * MemoryLayout<UInt32>.stride))
      }
    }
  }

  /// Decodes a Sample message into one more row of the columns. Repeated numbers come packed or one
  /// by one.
  @inline(__always)
  mutating func append(
    _ message: WireReader, _ bytes: Span<UInt8>, locations index: IdentifierIndex,
    values typeCount: Int, strings stringCount: Int
  ) throws(DecodeFault) {
    var reader = message
    let firstValue = values.count
    if reader.skips(WireTag.bytes(1), bytes) {
      try appendLocations(try reader.content(bytes), bytes, index: index)
    }
    while !reader.isAtEnd {
      let tag = try reader.tag(bytes)
      switch tag {
      case WireTag.bytes(1): try appendLocations(try reader.content(bytes), bytes, index: index)
      case WireTag.varint(1):
        let id = try reader.varint(bytes)
        locations.append(try Self.location(id, index, at: message.offset))
      case WireTag.bytes(2):
        var packed = try reader.content(bytes)
        while !packed.isAtEnd { values.append(Int64(bitPattern: try packed.varint(bytes))) }
      case WireTag.varint(2): values.append(Int64(bitPattern: try reader.varint(bytes)))
      case WireTag.bytes(3):
        try appendLabel(try reader.content(bytes), bytes, strings: stringCount)
      default: try reader.skip(tag, bytes, known: 1...3)
      }
    }
    guard values.count - firstValue == typeCount, typeCount > 0 else {
      throw DecodeFault(
        reason: .valueCount(values.count - firstValue, types: typeCount), offset: message.offset)
    }
    // 32 bits hold them: each location and label has a byte of the profile for itself.
    locationEnds.append(UInt32(locations.count))
    labelEnds.append(UInt32(labels.count))
    count += 1
  }

  @inline(__always)
  private mutating func appendLocations(
    _ packed: WireReader, _ bytes: Span<UInt8>, index: IdentifierIndex
  ) throws(DecodeFault) {
    // A number has at least a byte.
    let size = packed.end &- packed.offset
    var areRead = false
    if let count = index.sequentialCount {
      locations.append(addingCapacity: size) { rows in
        areRead = PackedNumbers.appendIDs(packed, bytes, count: count, to: &rows)
      }
    }
    if areRead { return }
    var reader = packed
    while !reader.isAtEnd {
      locations.append(try Self.location(try reader.varint(bytes), index, at: packed.offset))
    }
  }

  @inline(__always)
  private static func location(
    _ id: UInt64, _ index: IdentifierIndex, at offset: Int
  ) throws(DecodeFault) -> UInt32 {
    let row = index[id]
    guard row != IdentifierIndex.none else {
      throw DecodeFault(reason: .noLocation(id), offset: offset)
    }
    return row
  }

  /// Labels without string, number and unit are dropped, but their key is still checked; a string
  /// label's unit is neither used nor checked.
  private mutating func appendLabel(
    _ message: WireReader, _ bytes: Span<UInt8>, strings: Int
  ) throws(DecodeFault) {
    var reader = message
    var key: UInt64 = 0
    var string: UInt64 = 0
    var number: Int64 = 0
    var unit: UInt64 = 0
    if reader.skips(WireTag.varint(1), bytes) { key = try reader.varint(bytes) }
    if reader.skips(WireTag.varint(2), bytes) { string = try reader.varint(bytes) }
    while !reader.isAtEnd {
      let tag = try reader.tag(bytes)
      switch tag {
      case WireTag.varint(1): key = try reader.varint(bytes)
      case WireTag.varint(2): string = try reader.varint(bytes)
      case WireTag.varint(3): number = Int64(bitPattern: try reader.varint(bytes))
      case WireTag.varint(4): unit = try reader.varint(bytes)
      default: try reader.skip(tag, bytes, known: 1...4)
      }
    }
    if string != 0 {
      number = 0
      unit = 0
    }
    let largest = max(key, string, unit)
    guard largest < UInt64(strings) else {
      throw DecodeFault(
        reason: .stringIndex(Int64(bitPattern: largest)), offset: message.offset)
    }
    guard string != 0 || number != 0 || unit != 0 else { return }
    labels.append(
      LabelRow(
        key: UInt32(key), string: UInt32(string), number: number, unit: UInt32(unit)))
  }
}
