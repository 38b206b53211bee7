/// Names of functions, each once, numbered in order of arrival. Number 0 is the empty name.
///
/// The index is made when the first name is looked for: a table that is only read needs none.
struct NameTable: Sendable {
  private(set) var bytes = [UInt8]()
  /// Where each name ends.
  private(set) var ends: [UInt32] = [0]
  private var index: HashIndex?

  /// A table of the empty name.
  init() {}

  /// The empty name, and these.
  init(bytes: [UInt8], ends: [UInt32]) {
    self.bytes = bytes
    self.ends += ends
  }

  var count: Int { ends.count }

  func range(_ number: UInt32) -> Range<Int> {
    (number == 0 ? 0 : Int(ends[Int(number) - 1]))..<Int(ends[Int(number)])
  }

  func slice(_ number: UInt32) -> ArraySlice<UInt8> { bytes[range(number)] }

  /// Whether one name sorts before another, byte by byte.
  func precedes(_ left: UInt32, _ right: UInt32) -> Bool {
    left != right && bytes.sorts(range(left), before: range(right))
  }

  /// The number of a name.
  mutating func intern(_ name: Span<UInt8>) -> UInt32 {
    if index == nil { makeIndex() }
    let hash = Hash.bytes(name.bytes, seed: index!.seed)
    var probe = index!.probe(hash)
    while let row = index!.next(&probe) {
      if equal(row, name) { return UInt32(row) }
    }
    index!.insert(hash)
    name.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    ends.append(UInt32(bytes.count))
    return UInt32(ends.count - 1)
  }

  private mutating func makeIndex() {
    var index = HashIndex()
    for number in ends.indices {
      let name = bytes.span.extracting(range(UInt32(number)))
      index.insert(Hash.bytes(name.bytes, seed: index.seed))
    }
    self.index = index
  }

  private func equal(_ row: Int, _ name: Span<UInt8>) -> Bool {
    let range = range(UInt32(row))
    guard range.count == name.count else { return false }
    return bytes.span.extracting(range).bytes.equals(name.bytes)
  }
}
