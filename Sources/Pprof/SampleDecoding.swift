extension SampleColumns {
  mutating func reserve(_ count: Int, values: Int) {
    locationEnds.reserveCapacity(count)
    labelEnds.reserveCapacity(count)
    self.values.reserveCapacity(min(count * values, 1 << 20))
  }

  /// Decodes a Sample message into one more row of the columns.
  mutating func append(
    _ message: WireField, _ bytes: Span<UInt8>, locations index: IdentifierIndex,
    values typeCount: Int, strings stringCount: Int
  ) throws(DecodeFault) {
    var reader = try message.content()
    let firstValue = values.count
    while !reader.isAtEnd {
      let field = try reader.field(bytes)
      switch field.number {
      case 1: try appendLocations(field, bytes, index: index)
      case 2: try appendValues(field, bytes)
      case 3: try appendLabel(field, bytes, strings: stringCount)
      default: break
      }
    }
    guard values.count - firstValue == typeCount, typeCount > 0 else {
      throw DecodeFault(
        reason: .valueCount(values.count - firstValue, types: typeCount), offset: message.start)
    }
    locationEnds.append(UInt32(locations.count))
    labelEnds.append(UInt32(labels.count))
    count += 1
  }

  @inline(__always)
  private mutating func appendLocations(
    _ field: WireField, _ bytes: Span<UInt8>, index: IdentifierIndex
  ) throws(DecodeFault) {
    if field.wireType == WireField.bytes {
      var reader = try field.content()
      while !reader.isAtEnd {
        try appendLocation(try reader.varint(bytes), index: index, at: field.start)
      }
    } else {
      try appendLocation(try field.unsigned(), index: index, at: field.start)
    }
  }

  @inline(__always)
  private mutating func appendLocation(
    _ id: UInt64, index: IdentifierIndex, at offset: Int
  ) throws(DecodeFault) {
    let row = index[id]
    guard row != IdentifierIndex.none else {
      throw DecodeFault(reason: .noLocation(id), offset: offset)
    }
    locations.append(row)
  }

  @inline(__always)
  private mutating func appendValues(
    _ field: WireField, _ bytes: Span<UInt8>
  ) throws(DecodeFault) {
    if field.wireType == WireField.bytes {
      var reader = try field.content()
      while !reader.isAtEnd {
        values.append(Int64(bitPattern: try reader.varint(bytes)))
      }
    } else {
      values.append(try field.signed())
    }
  }

  /// Labels without string, number and unit are dropped, but their key is still checked; a string
  /// label's unit is neither used nor checked.
  private mutating func appendLabel(
    _ message: WireField, _ bytes: Span<UInt8>, strings: Int
  ) throws(DecodeFault) {
    var reader = try message.content()
    var key: UInt64 = 0
    var string: UInt64 = 0
    var number: Int64 = 0
    var unit: UInt64 = 0
    while !reader.isAtEnd {
      let field = try reader.field(bytes)
      switch field.number {
      case 1: key = try field.unsigned()
      case 2: string = try field.unsigned()
      case 3: number = try field.signed()
      case 4: unit = try field.unsigned()
      default: break
      }
    }
    if string != 0 {
      number = 0
      unit = 0
    }
    for index in [key, string, unit] where index >= UInt64(strings) {
      throw DecodeFault(
        reason: .stringIndex(Int64(bitPattern: index)), offset: message.start)
    }
    guard string != 0 || number != 0 || unit != 0 else { return }
    labels.append(
      LabelRow(
        key: UInt32(key), string: UInt32(string), number: number, unit: UInt32(unit)))
  }
}
