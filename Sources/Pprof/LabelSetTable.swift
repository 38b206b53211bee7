/// The sets of labels that a merge's samples have, each once; number 0 is the empty set.
///
/// Two sets fold samples together when google/pprof's key for them (profile/merge.go, sampleKey)
/// is the same. The key doesn't mark where string labels end and number labels begin, so
/// different sets can share one; `fold` is the first set with the key.
struct LabelSetTable: Sendable {
  /// A label of a set: strings are numbers of the merge's table, `unit` and `string` 0 when empty.
  struct Label: Equatable {
    let key: UInt32
    let string: UInt32
    let number: Int64
    let unit: UInt32
    let isText: Bool
    /// Whether it was written with a unit, be it an empty one.
    let hasUnit: Bool
  }

  private(set) var labels = [Label]()
  private var labelEnds = [0]
  private var textCounts = [0]
  private var folds: [UInt32] = [0]
  private var keys = [UInt8]()
  private var keyEnds = [0]
  private var index = HashIndex()
  private var known = KnownSets()

  init() {
    index.insert(Hash.bytes([UInt8]().span.bytes, seed: index.seed))
  }

  /// How many sets there are, the empty one among them.
  var count: Int { labelEnds.count }

  /// The labels of a set in the order in which they are written.
  func range(_ set: UInt32) -> Range<Int> {
    (set == 0 ? 0 : labelEnds[Int(set) - 1])..<labelEnds[Int(set)]
  }

  /// The set that stands for a set when samples are compared.
  func fold(_ set: UInt32) -> UInt32 { folds[Int(set)] }

  /// The number of the set of these labels: string labels ordered by key, then number labels
  /// ordered by key, each key's in their order in the sample.
  mutating func intern(_ set: [Label], strings: StringTable) -> UInt32 {
    let hash = KnownSets.hash(set)
    if let number = known.find(set, hash: hash) { return number }
    let number = internByKey(set, strings: strings)
    known.insert(set, hash: hash, number: number)
    return number
  }

  private mutating func internByKey(_ set: [Label], strings: StringTable) -> UInt32 {
    let textCount = set.count { $0.isText }
    let firstKey = keys.count
    appendKey(set, textCount: textCount, strings: strings)
    let range = firstKey..<keys.count
    let hash = Hash.bytes(keys.span.extracting(range).bytes, seed: index.seed)
    var probe = index.probe(hash)
    var fold: UInt32?
    while let known = index.next(&probe) {
      // Sets have the same key when they fold: it is compared once, for there can be many of them.
      guard
        fold.map({ $0 == folds[known] }) ?? keys[keyRange(known)].elementsEqual(keys[range])
      else { continue }
      if textCounts[known] == textCount {
        keys.removeLast(range.count)
        return UInt32(known)
      }
      fold = folds[known]
    }
    index.insert(hash)
    keyEnds.append(keys.count)
    labels += set
    labelEnds.append(labels.count)
    textCounts.append(textCount)
    folds.append(fold ?? UInt32(folds.count))
    return UInt32(labelEnds.count - 1)
  }

  private func keyRange(_ set: Int) -> Range<Int> {
    (set == 0 ? 0 : keyEnds[set - 1])..<keyEnds[set]
  }

  private mutating func appendKey(
    _ set: [Label], textCount: Int, strings: StringTable
  ) {
    var first = 0
    while first < set.count {
      let isText = first < textCount
      var last = first
      while last < set.count, set[last].key == set[first].key, set[last].isText == isText {
        last += 1
      }
      appendKey(set[first].key, strings)
      appendKey(UInt64(last - first))
      for label in set[first..<last] {
        if isText {
          appendKey(label.string, strings)
        } else {
          appendKey(UInt64(bitPattern: label.number))
        }
      }
      if !isText {
        // One unit makes the others empty strings; without any, there is no list of units.
        let hasUnits = set[first..<last].contains { $0.hasUnit }
        appendKey(UInt64(hasUnits ? last - first : 0))
        if hasUnits { for label in set[first..<last] { appendKey(label.unit, strings) } }
      }
      first = last
    }
  }

  private mutating func appendKey(_ number: UInt64) {
    var number = number
    while number >= 0x80 {
      keys.append(UInt8(truncatingIfNeeded: number) | 0x80)
      number >>= 7
    }
    keys.append(UInt8(number))
  }

  private mutating func appendKey(_ string: UInt32, _ strings: StringTable) {
    let length = strings.length(string)
    appendKey(UInt64(length))
    if length <= Limits.labelKeyString {
      keys += strings.slice(string)
    } else {
      appendKey(UInt64(string))
    }
  }
}

/// The numbers of sets by what they were interned as: a key is made for each set once.
private struct KnownSets: Sendable {
  private var labels = [LabelSetTable.Label]()
  private var ends = [Int]()
  private var numbers = [UInt32]()
  private var index = HashIndex()

  static func hash(_ set: [LabelSetTable.Label]) -> UInt64 {
    var hash = Hash.processSeed
    for label in set {
      hash = Hash.mix(UInt64(label.key) << 32 | UInt64(label.string), into: hash)
      if !label.isText {
        hash = Hash.mix(UInt64(bitPattern: label.number), into: hash)
        hash = Hash.mix(UInt64(label.unit) << 1 | (label.hasUnit ? 1 : 0), into: hash)
      }
    }
    return hash
  }

  func find(_ set: [LabelSetTable.Label], hash: UInt64) -> UInt32? {
    var probe = index.probe(hash)
    while let known = index.next(&probe) {
      if isEqual(known, set) { return numbers[known] }
    }
    return nil
  }

  private func isEqual(_ known: Int, _ set: [LabelSetTable.Label]) -> Bool {
    let first = known == 0 ? 0 : ends[known - 1]
    guard ends[known] - first == set.count else { return false }
    for position in 0..<set.count where labels[first + position] != set[position] { return false }
    return true
  }

  mutating func insert(_ set: [LabelSetTable.Label], hash: UInt64, number: UInt32) {
    index.insert(hash)
    labels += set
    ends.append(labels.count)
    numbers.append(number)
  }
}
