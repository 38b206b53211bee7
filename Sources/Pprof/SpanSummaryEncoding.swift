// A summary as bytes, to be kept and added up again: strings with their length, numbers as varints,
// names once, and rows as columns.
extension SpanSummary {
  /// The summary as bytes; equal for equal summaries.
  public func encoded() -> [UInt8] {
    var writer = SummaryWriter()
    writer.varint(UInt64(schemas.count))
    for schema in schemas {
      let types = schema.schema.sampleTypes
      writer.varint(UInt64(types.count))
      for type in types + [schema.schema.periodType] {
        writer.text(type.type)
        writer.text(type.unit)
      }
      schema.edges.write(to: &writer)
    }
    writer.varint(UInt64(captures.count))
    for capture in captures { capture.write(to: &writer) }
    return writer.bytes
  }

  /// The summary that was written so; nil for bytes that are none.
  public init?(decoding bytes: [UInt8]) {
    do throws(DecodeFault) {
      var reader = SummaryReader(bytes)
      var schemas = [Schema]()
      for _ in 0..<(try reader.count(bytes)) {
        schemas.append(try Schema(&reader, bytes))
      }
      let count = try reader.count(bytes)
      var captures = [Capture]()
      captures.reserveCapacity(count)
      for _ in 0..<count {
        captures.append(try Capture(&reader, bytes, schemas: schemas.count))
      }
      guard reader.isAtEnd else { return nil }
      self.init(captures: captures, schemas: schemas)
    } catch {
      return nil
    }
  }
}

extension SpanSummary.Capture {
  fileprivate func write(to writer: inout SummaryWriter) {
    switch self {
    case .leftOut(let reason):
      writer.varint(0)
      writer.text(Array(reason.utf8))
    case .profile(let facts):
      writer.varint(UInt64(facts.schema) + 1)
      writer.varint(UInt64(facts.samples))
      writer.varint(UInt64(bitPattern: facts.durationNanos))
      writer.varint(facts.contentHigh)
      writer.varint(facts.contentLow)
      writer.varint(facts.sumForMergingInParts.map { UInt64($0) + 1 } ?? 0)
    }
  }

  fileprivate init(
    _ reader: inout SummaryReader, _ bytes: [UInt8], schemas: Int
  ) throws(DecodeFault) {
    let number = try reader.varint(bytes)
    guard number > 0 else {
      self = .leftOut(reason: String(decoding: try reader.text(bytes), as: UTF8.self))
      return
    }
    guard number <= UInt64(schemas) else { throw reader.fault }
    let samples = try reader.varint(bytes)
    let duration = Int64(bitPattern: try reader.varint(bytes))
    let (high, low) = (try reader.varint(bytes), try reader.varint(bytes))
    let sum = try reader.varint(bytes)
    guard samples <= UInt64(Int.max), sum <= UInt64(Int64.max) + 1 else { throw reader.fault }
    self = .profile(
      SpanSummary.Facts(
        schema: Int(number) - 1, samples: Int(samples), durationNanos: duration,
        contentHigh: high, contentLow: low,
        sumForMergingInParts: sum == 0 ? nil : Int64(sum - 1)))
  }
}

extension SpanSummary.Schema {
  fileprivate init(_ reader: inout SummaryReader, _ bytes: [UInt8]) throws(DecodeFault) {
    let count = try reader.count(bytes)
    var types = [ValueType]()
    for _ in 0...count {
      types.append(ValueType(type: try reader.text(bytes), unit: try reader.text(bytes)))
    }
    let period = types.removeLast()
    let schema = ProfileSchema(sampleTypes: types, periodType: period)
    guard let weight = schema.weightIndex else { throw reader.fault }
    self.schema = schema
    edges = try EdgeTable(&reader, bytes, weightType: types[weight])
  }
}

extension EdgeTable {
  fileprivate func write(to writer: inout SummaryWriter) {
    writer.varint((hasStartLine ? 1 : 0) | (hasNodes ? 2 : 0) | (isAdditive ? 4 : 0))
    writer.varint(UInt64(bitPattern: sampleWeight))
    let names = names.current
    // Names that no edge has stay behind.
    var numbers = [UInt32](repeating: .max, count: names.count)
    var used = [UInt32]()
    numbers[0] = 0
    for row in rows {
      for name in [row.caller, row.callee] where numbers[Int(name)] == .max {
        used.append(name)
        numbers[Int(name)] = UInt32(used.count)
      }
    }
    writer.varint(UInt64(used.count))
    for name in used { writer.varint(UInt64(names.range(name).count)) }
    for name in used { writer.append(names.slice(name)) }
    writer.varint(UInt64(rows.count))
    for row in rows { writer.varint(UInt64(numbers[Int(row.caller)])) }
    for row in rows { writer.varint(UInt64(numbers[Int(row.callee)])) }
    for row in rows { writer.varint(UInt64(bitPattern: row.offset << 1 ^ row.offset >> 63)) }
    for row in rows { writer.varint(UInt64(bitPattern: row.weight)) }
  }

  fileprivate init(
    _ reader: inout SummaryReader, _ bytes: [UInt8], weightType: ValueType
  ) throws(DecodeFault) {
    let flags = try reader.varint(bytes)
    let parts = Parts(
      hasStartLine: flags & 1 != 0, hasNodes: flags & 2 != 0, isAdditive: flags & 4 != 0,
      sampleWeight: Int64(bitPattern: try reader.varint(bytes)))
    let names = try reader.names(bytes)
    let count = try reader.count(bytes)
    let callers = try reader.column(bytes, count: count)
    let callees = try reader.column(bytes, count: count)
    let offsets = try reader.column(bytes, count: count)
    let weights = try reader.column(bytes, count: count)
    var rows = [Row]()
    rows.reserveCapacity(count)
    for row in 0..<count {
      guard max(callers[row], callees[row]) < UInt64(names.count) else { throw reader.fault }
      let offset = Int64(bitPattern: offsets[row] >> 1) ^ -Int64(offsets[row] & 1)
      rows.append(
        Row(
          caller: UInt32(callers[row]), callee: UInt32(callees[row]), offset: offset,
          weight: Int64(bitPattern: weights[row])))
    }
    self.init(parts, names: names, rows: rows, weightType: weightType)
  }
}

private struct SummaryWriter {
  private(set) var bytes = [UInt8]()

  mutating func varint(_ value: UInt64) {
    var value = value
    while value >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    bytes.append(UInt8(value))
  }

  mutating func append(_ content: ArraySlice<UInt8>) { bytes += content }

  mutating func text(_ content: [UInt8]) {
    varint(UInt64(content.count))
    bytes += content
  }
}

/// A position in a summary's bytes, which are passed to each call.
private struct SummaryReader {
  private var reader: WireReader

  init(_ bytes: [UInt8]) { reader = WireReader(from: 0, to: bytes.count) }

  var isAtEnd: Bool { reader.isAtEnd }

  /// These bytes are no summary.
  var fault: DecodeFault { DecodeFault(reason: .ended, offset: reader.offset) }

  mutating func varint(_ bytes: [UInt8]) throws(DecodeFault) -> UInt64 {
    try reader.varint(bytes.span)
  }

  /// The number of things that follow, each of which takes a byte at least.
  mutating func count(_ bytes: [UInt8]) throws(DecodeFault) -> Int {
    let count = try varint(bytes)
    guard count <= UInt64(reader.end - reader.offset) else { throw fault }
    return Int(count)
  }

  mutating func text(_ bytes: [UInt8]) throws(DecodeFault) -> [UInt8] {
    let count = try count(bytes)
    return Array(skip(count, bytes))
  }

  mutating func column(_ bytes: [UInt8], count: Int) throws(DecodeFault) -> [UInt64] {
    let span = bytes.span
    var column = [UInt64]()
    column.reserveCapacity(count)
    for _ in 0..<count { column.append(try reader.varint(span)) }
    return column
  }

  mutating func names(_ bytes: [UInt8]) throws(DecodeFault) -> NameTable {
    let count = try count(bytes)
    var ends = [UInt32]()
    ends.reserveCapacity(count)
    var length: UInt64 = 0
    for size in try column(bytes, count: count) {
      guard size <= UInt64(bytes.count) else { throw fault }
      length += size
      guard length <= UInt64(min(bytes.count, Int(UInt32.max))) else { throw fault }
      ends.append(UInt32(length))
    }
    guard length <= UInt64(reader.end - reader.offset) else { throw fault }
    return NameTable(bytes: Array(skip(Int(length), bytes)), ends: ends)
  }

  private mutating func skip(_ count: Int, _ bytes: [UInt8]) -> ArraySlice<UInt8> {
    let start = reader.offset
    reader = WireReader(from: start + count, to: reader.end)
    return bytes[start..<start + count]
  }
}
