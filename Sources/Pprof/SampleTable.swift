/// The samples of a merge, each once: the same locations in the same order and the same labels.
/// Values of equal samples are added, wrapping as Go's do.
struct SampleTable {
  let valueCount: Int
  /// Ids of locations, innermost call first, of all samples.
  private(set) var locations = [UInt32]()
  private var locationEnds = [Int]()
  private(set) var labelSets = [UInt32]()
  private(set) var values = [Int64]()
  private var index = HashIndex()

  init(valueCount: Int) {
    self.valueCount = valueCount
  }

  var count: Int { labelSets.count }

  @inline(__always)
  func locationRange(_ sample: Int) -> Range<Int> {
    (sample == 0 ? 0 : locationEnds[sample - 1])..<locationEnds[sample]
  }

  func valueRange(_ sample: Int) -> Range<Int> {
    sample * valueCount..<(sample + 1) * valueCount
  }

  func isZero(_ sample: Int) -> Bool {
    for value in valueRange(sample) where values[value] != 0 { return false }
    return true
  }

  /// Adds a location to the sample that the next `add` is about.
  @inline(__always)
  mutating func append(location: UInt32) {
    locations.append(location)
  }

  /// Adds the sample whose locations were appended last.
  mutating func add(
    labelSet: UInt32, labels: LabelSetTable, values new: Span<Int64>
  ) {
    let first = locationEnds.last ?? 0
    let count = locations.count - first
    let fold = labels.fold(labelSet)
    let hash = Hash.mix(
      UInt64(fold),
      into: Hash.integers(locations.span.extracting(last: count), seed: index.seed))
    var probe = index.probe(hash)
    while let known = index.next(&probe) {
      guard labels.fold(labelSets[known]) == fold, hasLocations(known, from: first) else {
        continue
      }
      for position in 0..<valueCount {
        values[known &* valueCount &+ position] &+= new[position]
      }
      locations.removeLast(count)
      return
    }
    index.insert(hash)
    locationEnds.append(locations.count)
    labelSets.append(labelSet)
    for position in 0..<valueCount { values.append(new[position]) }
  }

  /// Adds a sample even if it equals another. Its locations are row numbers.
  mutating func append(
    locations rows: ArraySlice<UInt32>, labelSet: UInt32, values new: ArraySlice<Int64>
  ) {
    for row in rows { locations.append(row + 1) }
    locationEnds.append(locations.count)
    labelSets.append(labelSet)
    values += new
  }

  private func hasLocations(_ sample: Int, from first: Int) -> Bool {
    let range = locationRange(sample)
    guard range.count == locations.count - first else { return false }
    for offset in 0..<range.count
    where locations[range.lowerBound &+ offset] != locations[first &+ offset] {
      return false
    }
    return true
  }
}
