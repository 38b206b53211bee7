/// The samples of a merge as messages of their profile: most of its bytes, written in chunks.
struct SampleMessages: Sendable {
  private let records: SampleRecords
  private let labels: LabelMessages
  /// Where the messages of each chunk of records begin; the last is where they end.
  private let starts: [Int]

  init(_ samples: SampleTable, labels: LabelMessages) {
    records = samples.records
    self.labels = labels
    var starts = [0]
    for chunk in 0..<records.chunkCount {
      var size = 0
      records.forEach(inChunk: chunk) { sample in
        let length = Self.length(of: sample, labels)
        size &+= 1 &+ WireWriter.size(UInt64(length)) &+ length
      }
      starts.append(starts[chunk] + size)
    }
    self.starts = starts
  }

  /// The number of bytes in all.
  var size: Int { starts[starts.count - 1] }

  /// How many chunks they are written in.
  var chunkCount: Int { records.chunkCount }

  /// Writes the messages of a chunk to their place behind where those of the first begin.
  func write(chunk: Int, to first: UnsafeMutablePointer<UInt8>) {
    var next = first + starts[chunk]
    records.forEach(inChunk: chunk) { write($0, to: &next) }
    precondition(next == first + starts[chunk + 1], "a sample has another length than it said")
  }

  @inline(__always)
  private static func length(of sample: SampleRecords.Record, _ labels: LabelMessages) -> Int {
    let values = packedSize(sample.values)
    let valuesField =
      sample.values.count > 2
      ? 1 + WireWriter.size(UInt64(values)) + values : sample.values.count + values
    return sample.stack.count + valuesField + labels.range(sample.labelSet).count
  }

  @inline(__always)
  private static func packedSize(_ numbers: UnsafeMutableBufferPointer<Int64>) -> Int {
    var size = 0
    for number in numbers { size &+= WireWriter.size(UInt64(bitPattern: number)) }
    return size
  }

  @inline(__always)
  private func write(_ sample: SampleRecords.Record, to next: inout UnsafeMutablePointer<UInt8>) {
    next.putTag(2, length: Self.length(of: sample, labels))
    next.put(sample.stack)
    let isPacked = sample.values.count > 2
    if isPacked { next.putTag(2, length: Self.packedSize(sample.values)) }
    for value in sample.values {
      let value = UInt64(bitPattern: value)
      if isPacked { next.putVarint(value) } else { next.put(2, value) }
    }
    labels.write(sample.labelSet, to: &next)
  }
}
