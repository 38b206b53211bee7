import Glibc

/// The samples of a merge, each once: the same locations in the same order and the same labels.
/// Values of equal samples are added, wrapping as Go's do.
struct SampleTable: Sendable {
  let valueCount: Int
  private(set) var count = 0
  private(set) var records: SampleRecords
  /// The records' places by the hashes of their samples.
  private var index = HashIndex()

  init(valueCount: Int) {
    self.valueCount = valueCount
    records = SampleRecords(valueCount: valueCount)
  }

  /// Whether the values of any sample are all zero.
  var hasZeros: Bool {
    var hasZeros = false
    records.forEach { hasZeros = hasZeros || $0.isZero }
    return hasZeros
  }

  /// Whether samples of a profile can be added, all of them new, with this many values each.
  func hasRoom(for columns: SampleColumns, values: Int) -> Bool {
    SampleRecords.hasRoom(
      beside: records.chunkCount, samples: columns.count, locations: columns.locations.count,
      values: values)
  }

  /// Adds a sample even if it equals another, of locations by their ids.
  mutating func append(
    locations ids: some Collection<UInt32>, labelSet: UInt32, values: Span<Int64>
  ) {
    makeUnique()
    var writer = WireWriter(capacity: WireID.maxSize * ids.count)
    writer.numbers(1, ids.map { UInt64($0) })
    writer.withBytes { _ = records.add(stack: $0, labelSet: labelSet, values: values) }
    count += 1
  }

  /// Adds a batch of samples: each one's values to those of the equal sample, else the sample.
  ///
  /// - Parameter values: those of the profile that the samples are of, all its samples'.
  mutating func add(_ batch: borrowing SampleBatch, values: Span<Int64>, labels: LabelSetTable) {
    makeUnique()
    findCandidates(batch, labels)
    for position in 0..<batch.count {
      let sample = batch[position]
      let first = sample.row &* valueCount
      add(
        batch.stack(position), sample, labels,
        values: values.extracting(first..<first &+ valueCount))
    }
  }

  /// What each sample may be equal to.
  private func findCandidates(_ batch: borrowing SampleBatch, _ labels: LabelSetTable) {
    for position in 0..<batch.count {
      let stack = Hash.bytes(batch.stack(position).bytes, seed: Hash.processSeed)
      let hash = Hash.mix(UInt64(labels.fold(batch[position].labelSet)), into: stack)
      batch[position].hash = hash
      index.prefetch(hash)
    }
    for position in 0..<batch.count {
      var probe = index.probe(batch[position].hash)
      guard let known = index.next(&probe) else { continue }
      let place = SampleRecords.Place(truncatingIfNeeded: known)
      batch[position].candidate = place
      records.prefetch(place, stack: batch[position].stack.count)
    }
  }

  @inline(__always)
  private mutating func add(
    _ stack: UnsafeRawBufferPointer, _ sample: SampleBatch.Sample, _ labels: LabelSetTable,
    values new: Span<Int64>
  ) {
    let fold = labels.fold(sample.labelSet)
    if let candidate = sample.candidate, isSame(records[candidate], stack, fold, labels) {
      return add(new, to: records[candidate])
    }
    var probe = index.probe(sample.hash)
    while let known = index.next(&probe) {
      let record = records[SampleRecords.Place(truncatingIfNeeded: known)]
      if isSame(record, stack, fold, labels) { return add(new, to: record) }
    }
    let place = records.add(stack: stack, labelSet: sample.labelSet, values: new)
    index.insert(sample.hash, number: Int(place))
    count &+= 1
  }

  @inline(__always)
  private func isSame(
    _ record: SampleRecords.Record, _ stack: UnsafeRawBufferPointer, _ fold: UInt32,
    _ labels: LabelSetTable
  ) -> Bool {
    let own = record.stack
    return own.count == stack.count && labels.fold(record.labelSet) == fold
      && (own.isEmpty || memcmp(own.baseAddress!, stack.baseAddress!, own.count) == 0)
  }

  @inline(__always)
  private mutating func add(_ new: Span<Int64>, to record: SampleRecords.Record) {
    let values = record.values
    for position in 0..<new.count { values[position] &+= new[position] }
  }

  /// Sees to it that no copy of the table has the same records.
  @inline(__always)
  private mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&records) { records = records.copy() }
  }
}
