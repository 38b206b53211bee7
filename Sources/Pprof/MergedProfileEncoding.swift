import Synchronization
import Threads

extension MergedProfile {
  /// The profile as google/pprof's profile/encode.go writes it: fields in order of their numbers,
  /// strings in order of first use, numbers packed when there are more than two.
  func encoded() -> [UInt8] {
    let order = stringOrder()
    let messages = SampleMessages(samples, labels: LabelMessages(labelSets, order))
    return [UInt8](unsafeUninitializedCapacity: messages.size + largestRest) { bytes, count in
      LargeMemory.advise(UnsafeRawBufferPointer(bytes))
      count = write(messages, to: bytes, order)
    }
  }

  /// Writes everything, and returns its length: the samples by chunks, and what follows them meanwhile.
  private func write(
    _ messages: SampleMessages, to bytes: UnsafeMutableBufferPointer<UInt8>, _ order: StringOrder
  ) -> Int {
    var writer = WireWriter(to: bytes)
    for type in header.sampleTypes { writer.valueType(1, type, order) }
    let start = writer.count
    let end = start + messages.size
    let restSize = Atomic(0)
    nonisolated(unsafe) let bytes = bytes
    // What takes longest first.
    ThreadGroup.run(count: 1 + messages.chunkCount, threads: threads(for: messages)) { number in
      if number > 0 {
        messages.write(chunk: number - 1, to: bytes.baseAddress! + start)
      } else {
        var writer = WireWriter(to: UnsafeMutableBufferPointer(rebasing: bytes[end...]))
        writeRest(to: &writer, order)
        restSize.store(writer.count, ordering: .relaxed)
      }
    }
    return end + restSize.load(ordering: .relaxed)
  }

  /// Starting a thread takes as long as writing a few chunks.
  private func threads(for messages: SampleMessages) -> Int {
    min(1 + messages.chunkCount / 4, ThreadGroup.processors)
  }

  /// The most bytes that the profile may have but for its samples.
  private var largestRest: Int {
    let number = WireWriter.largestField
    let types = 3 * number * (header.sampleTypes.count + 1)
    let messages = mappings.count + locations.count + lines.count + functions.count
    // None of them has more than seven numbers, their length among them, or four flags.
    return types + messages * (7 * number + 8) + strings.count * number + strings.byteCount
      + (header.comments.count + 16) * number
  }

  /// Writes all that follows the samples.
  private func writeRest(to writer: inout WireWriter, _ order: StringOrder) {
    for (row, mapping) in mappings.enumerated() { writer.mapping(id: row + 1, mapping, order) }
    for (row, location) in locations.enumerated() {
      writer.location(id: row + 1, location, lines)
    }
    for (row, function) in functions.enumerated() {
      writer.function(id: row + 1, function, order)
    }
    for string in order.used { writer.string(6, strings.slice(string)) }
    writer.optional(7, order[header.dropFrames])
    writer.optional(8, order[header.keepFrames])
    writer.optional(9, UInt64(bitPattern: header.timeNanos))
    writer.optional(10, UInt64(bitPattern: header.durationNanos))
    if header.periodType.type != 0 || header.periodType.unit != 0 {
      writer.valueType(11, header.periodType, order)
    }
    writer.optional(12, UInt64(bitPattern: header.period))
    writer.numbers(13, header.comments.map { order[$0] })
    writer.field(14, order[header.defaultSampleType])
    writer.optional(15, order[header.docURL])
  }

  /// The order in which google/pprof's preEncode meets the strings.
  private func stringOrder() -> StringOrder {
    var order = StringOrder(count: strings.count)
    order.use(0)
    for type in header.sampleTypes { order.use(type) }
    useLabels(&order)
    for mapping in mappings {
      order.use(mapping.file)
      order.use(mapping.buildID)
    }
    for function in functions {
      order.use(function.name)
      order.use(function.systemName)
      order.use(function.filename)
    }
    order.use(header.dropFrames)
    order.use(header.keepFrames)
    order.use(header.periodType)
    for comment in header.comments { order.use(comment) }
    order.use(header.defaultSampleType)
    order.use(header.docURL)
    return order
  }

  private func useLabels(_ order: inout StringOrder) {
    guard !labelSets.labels.isEmpty else { return }
    var isUsed = [Bool](repeating: false, count: labelSets.count)
    samples.records.forEach { sample in
      if isUsed[Int(sample.labelSet)] { return }
      isUsed[Int(sample.labelSet)] = true
      for label in labelSets.labels[labelSets.range(sample.labelSet)] {
        order.use(label.key)
        order.use(label.isText ? label.string : label.unit)
      }
    }
  }
}

/// Numbers strings anew, in order of first use.
struct StringOrder {
  /// Old numbers in the new order.
  private(set) var used = [UInt32]()
  private var numbers: [UInt32]

  init(count: Int) {
    numbers = [UInt32](repeating: .max, count: count)
  }

  mutating func use(_ string: UInt32) {
    if numbers[Int(string)] == .max {
      numbers[Int(string)] = UInt32(used.count)
      used.append(string)
    }
  }

  mutating func use(_ type: ValueTypeRow) {
    use(type.type)
    use(type.unit)
  }

  subscript(string: UInt32) -> UInt64 {
    @inline(__always) get { UInt64(numbers[Int(string)]) }
  }
}

extension WireWriter {
  fileprivate mutating func valueType(_ field: Int, _ row: ValueTypeRow, _ order: StringOrder) {
    let type = order[row.type]
    let unit = order[row.unit]
    begin(field, length: Self.optionalSize(type) + Self.optionalSize(unit))
    optional(1, type)
    optional(2, unit)
  }

  fileprivate mutating func mapping(id: Int, _ row: MappingRow, _ order: StringOrder) {
    let numbers = [
      UInt64(id), row.start, row.limit, row.offset, order[row.file], order[row.buildID],
    ]
    let size = numbers.reduce(2 * row.flags.rawValue.nonzeroBitCount) {
      $0 + Self.optionalSize($1)
    }
    begin(3, length: size)
    for (index, number) in numbers.enumerated() { optional(index + 1, number) }
    for field in MappingFlags.firstField...MappingFlags.lastField
    where row.flags.contains(.field(field)) {
      self.field(field, 1)
    }
  }

  fileprivate mutating func location(id: Int, _ row: LocationRow, _ lines: LineTable) {
    let range = row.lineRange
    // Three numbers and a flag; of each line three numbers, its tag and its length.
    let room = (range.count + 1) * 4 * Self.largestField
    field(4, atMost: room) { next in
      next.putOptional(1, UInt64(id))
      next.putOptional(2, UInt64(row.mapping))
      next.putOptional(3, row.address)
      for position in range {
        let line = lines[position]
        next.put(4, atMost: 3 * Self.largestField) { next in
          next.putOptional(1, UInt64(line.function))
          next.putOptional(2, UInt64(bitPattern: line.line))
          next.putOptional(3, UInt64(bitPattern: line.column))
        }
      }
      if row.isFolded { next.put(5, 1) }
    }
  }

  fileprivate mutating func function(id: Int, _ row: FunctionRow, _ order: StringOrder) {
    field(5, atMost: 5 * Self.largestField) { next in
      next.putOptional(1, UInt64(id))
      next.putOptional(2, order[row.name])
      next.putOptional(3, order[row.systemName])
      next.putOptional(4, order[row.filename])
      next.putOptional(5, UInt64(bitPattern: row.startLine))
    }
  }
}
