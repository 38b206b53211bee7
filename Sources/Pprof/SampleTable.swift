/// The samples of a merge, each once: the same locations in the same order and the same labels.
/// Values of equal samples are added, wrapping as Go's do.
struct SampleTable: Sendable {
  let valueCount: Int
  private(set) var count = 0
  /// Ids of locations, innermost call first.
  private var locations = IDLists()
  /// Of each sample where its locations are, how many they are, its set of labels, and its values:
  /// together, because all are needed when a sample is met again, and memory is slow.
  private var records = [Int64]()
  private var index = HashIndex()

  init(valueCount: Int) {
    self.valueCount = valueCount
  }

  /// The ids of a sample's locations, innermost call first.
  @inline(__always)
  func locations(of sample: Int) -> UnsafeBufferPointer<UInt32> {
    let record = record(sample)
    return locations.list(at: Int(records[record]), count: Int(records[record &+ 1]))
  }

  @inline(__always)
  func labelSet(of sample: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: records[record(sample) &+ 2])
  }

  @inline(__always)
  func values(of sample: Int) -> ArraySlice<Int64> {
    records[record(sample) &+ 3..<record(sample &+ 1)]
  }

  func isZero(_ sample: Int) -> Bool { values(of: sample).allSatisfy { $0 == 0 } }

  /// Adds a sample even if it equals another, of locations by their ids.
  mutating func append(
    locations ids: some Collection<UInt32>, labelSet: UInt32, values new: ArraySlice<Int64>
  ) {
    let place = locations.append(count: ids.count) { list in _ = list.initialize(from: ids) }
    appendRecord(place, locationCount: ids.count, labelSet: labelSet)
    records += new
  }

  /// Adds the samples of a profile: each one's values to those of the equal sample, else the sample.
  ///
  /// - Parameters:
  ///   - ids: the ids of the profile's locations, by row number.
  ///   - labelSets: each sample's set of labels.
  mutating func add(
    _ source: HashedProfile, ids: [UInt32], labelSets: [UInt32], labels: LabelSetTable
  ) {
    let columns = source.profile.samples
    var batch = [Candidate](repeating: Candidate(), count: Candidate.batch)
    var first = 0
    while first < columns.count {
      let samples = first..<min(first &+ Candidate.batch, columns.count)
      first = samples.upperBound
      findCandidates(samples, source, ids: ids, labelSets, labels, &batch)
      for sample in samples {
        let candidate = batch[sample &- samples.lowerBound]
        guard let hash = candidate.hash else { continue }
        add(
          columns.locations.span.extracting(columns.locationRange(sample)), ids: ids.span,
          labelSet: labelSets[sample], labels: labels,
          values: columns.values.span.extracting(
            sample &* valueCount..<(sample &+ 1) &* valueCount),
          hash: hash, candidate: candidate.row)
      }
    }
  }

  /// What a sample may be equal to, by its hash.
  private struct Candidate {
    /// How many are looked for before the first is compared. Each look touches memory that isn't in
    /// the processor's caches, and what doesn't depend on one another is waited for together.
    static let batch = 32

    /// nil for a sample that is dropped.
    var hash: UInt64?
    var row: Int?
    var locations = UnsafeBufferPointer<UInt32>(start: nil, count: 0)
  }

  private func findCandidates(
    _ samples: Range<Int>, _ source: HashedProfile, ids: [UInt32], _ labelSets: [UInt32],
    _ labels: LabelSetTable, _ batch: inout [Candidate]
  ) {
    for (position, sample) in samples.enumerated() {
      var candidate = Candidate()
      if source.samples[sample] != HashedProfile.droppedSample {
        let fold = UInt64(labels.fold(labelSets[sample]))
        let hash = Hash.mix(fold, into: source.samples[sample])
        candidate.hash = hash
        var probe = index.probe(hash)
        candidate.row = index.next(&probe)
      }
      batch[position] = candidate
    }
    for position in 0..<samples.count {
      guard let row = batch[position].row else { continue }
      batch[position].locations = locations(of: row)
    }
    let columns = source.profile.samples
    for (position, sample) in samples.enumerated() where batch[position].row != nil {
      let theirs = columns.locationRange(sample)
      let own = batch[position].locations
      if own.count != theirs.count || own.isEmpty
        || own[0] != ids[Int(columns.locations[theirs.lowerBound])]
        || own[own.count - 1] != ids[Int(columns.locations[theirs.upperBound - 1])]
      {
        batch[position].row = nil
      }
    }
  }

  @inline(__always)
  private mutating func add(
    _ sourceRows: Span<UInt32>, ids: Span<UInt32>, labelSet: UInt32, labels: LabelSetTable,
    values new: Span<Int64>, hash: UInt64, candidate: Int?
  ) {
    let fold = labels.fold(labelSet)
    if let candidate, labels.fold(self.labelSet(of: candidate)) == fold,
      hasLocations(candidate, sourceRows, ids)
    {
      return add(new, to: candidate)
    }
    var probe = index.probe(hash)
    while let known = index.next(&probe) {
      if labels.fold(self.labelSet(of: known)) == fold, hasLocations(known, sourceRows, ids) {
        return add(new, to: known)
      }
    }
    index.insert(hash)
    let place = locations.append(count: sourceRows.count) { list in
      for position in 0..<sourceRows.count {
        list.initializeElement(
          at: position, to: ids[unchecked: Int(sourceRows[unchecked: position])])
      }
    }
    appendRecord(place, locationCount: sourceRows.count, labelSet: labelSet)
    for position in 0..<new.count { records.append(new[position]) }
  }

  /// A record without values, which follow.
  @inline(__always)
  private mutating func appendRecord(_ place: Int, locationCount: Int, labelSet: UInt32) {
    records.append(Int64(place))
    records.append(Int64(locationCount))
    records.append(Int64(labelSet))
    count &+= 1
  }

  @inline(__always)
  private mutating func add(_ new: Span<Int64>, to sample: Int) {
    let first = record(sample) &+ 3
    for position in 0..<new.count { records[first &+ position] &+= new[position] }
  }

  /// Whether a sample has these locations. Row numbers were checked when they were decoded.
  @inline(never)
  private func hasLocations(_ sample: Int, _ rows: Span<UInt32>, _ ids: Span<UInt32>) -> Bool {
    let own = locations(of: sample)
    guard own.count == rows.count else { return false }
    for position in 0..<own.count
    where own[position] != ids[unchecked: Int(rows[unchecked: position])] {
      return false
    }
    return true
  }

  /// Where a sample's record begins.
  @inline(__always)
  private func record(_ sample: Int) -> Int { sample &* (valueCount &+ 3) }
}
