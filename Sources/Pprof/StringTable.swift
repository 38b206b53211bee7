/// Byte strings, each once, numbered in order of arrival. Number 0 is the empty string.
struct StringTable {
  private var bytes = [UInt8]()
  /// Where each string ends.
  private var ends = [0]
  private var index = HashIndex()

  init() {
    index.insert(Hash.bytes([UInt8]().span.bytes, seed: index.seed))
  }

  var count: Int { ends.count }

  /// The number of a string.
  mutating func intern(_ string: Span<UInt8>) -> UInt32 {
    let hash = Hash.bytes(string.bytes, seed: index.seed)
    var probe = index.probe(hash)
    while let row = index.next(&probe) {
      if equal(row, string) { return UInt32(row) }
    }
    index.insert(hash)
    bytes.append(addingCapacity: string.count) { tail in
      for position in 0..<string.count { tail.append(string[position]) }
    }
    ends.append(bytes.count)
    return UInt32(ends.count - 1)
  }

  mutating func intern(_ string: [UInt8]) -> UInt32 { intern(string.span) }

  func range(_ number: UInt32) -> Range<Int> {
    (number == 0 ? 0 : ends[Int(number) - 1])..<ends[Int(number)]
  }

  func length(_ number: UInt32) -> Int { range(number).count }

  func slice(_ number: UInt32) -> ArraySlice<UInt8> { bytes[range(number)] }

  /// Whether one string sorts before another, byte by byte as Go compares.
  func precedes(_ left: UInt32, _ right: UInt32) -> Bool {
    left != right && slice(left).lexicographicallyPrecedes(slice(right))
  }

  private func equal(_ row: Int, _ string: Span<UInt8>) -> Bool {
    let range = range(UInt32(row))
    guard range.count == string.count else { return false }
    let own = bytes.span.extracting(range)
    for position in 0..<string.count where own[position] != string[position] { return false }
    return true
  }
}
