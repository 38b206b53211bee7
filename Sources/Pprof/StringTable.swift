/// Byte strings, each once, numbered in order of arrival. Number 0 is the empty string.
struct StringTable: Sendable {
  private var bytes = [UInt8]()
  /// Where each string ends.
  private var ends = [0]
  private var index = HashIndex()

  init() {
    index.insert(Self.hash([UInt8]().span))
  }

  var count: Int { ends.count }

  /// The bytes of all strings together.
  var byteCount: Int { bytes.count }

  /// The hash that a table knows a string by; it holds for all tables of the process.
  @inline(__always)
  static func hash(_ string: Span<UInt8>) -> UInt64 {
    Hash.bytes(string.bytes, seed: Hash.processSeed)
  }

  /// The number of a string.
  mutating func intern(_ string: Span<UInt8>) -> UInt32 {
    intern(string, hash: Self.hash(string))
  }

  mutating func intern(_ string: [UInt8]) -> UInt32 { intern(string.span) }

  /// The number of a string whose hash is known.
  mutating func intern(_ string: Span<UInt8>, hash: UInt64) -> UInt32 {
    var probe = index.probe(hash)
    while let row = index.next(&probe) {
      if holds(string, at: UInt32(row)) { return UInt32(row) }
    }
    index.insert(hash)
    string.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    ends.append(bytes.count)
    return UInt32(ends.count - 1)
  }

  @inline(__always)
  func range(_ number: UInt32) -> Range<Int> {
    (number == 0 ? 0 : ends[Int(number) - 1])..<ends[Int(number)]
  }

  func length(_ number: UInt32) -> Int { range(number).count }

  func slice(_ number: UInt32) -> ArraySlice<UInt8> { bytes[range(number)] }

  /// Whether one string sorts before another, byte by byte as Go compares.
  func precedes(_ left: UInt32, _ right: UInt32) -> Bool {
    left != right && bytes.sorts(range(left), before: range(right))
  }

  /// Whether a string of the merge is one of a profile, by its number there. Most functions are known,
  /// and their strings needn't be looked up then: which they are is written to the map.
  @inline(__always)
  func holds(
    _ row: UInt32, of source: borrowing HashedProfile, at number: UInt32, _ map: inout SourceMap
  ) -> Bool {
    let known = map.strings[Int(row)]
    if known != 0 { return known &- 1 == number }
    let range = source.profile.strings[Int(row)].range
    guard holds(source.profile.bytes.span.extracting(range), at: number) else { return false }
    map.strings[Int(row)] = number &+ 1
    return true
  }

  /// Ask for where a string is, and then for the string.
  @inline(__always)
  func prefetchRange(_ number: UInt32) { ends.prefetch(Int(number)) }

  @inline(__always)
  func prefetch(_ number: UInt32) { bytes.prefetch(range(number).lowerBound) }

  /// Whether a number's string is this one.
  @inline(__always)
  func holds(_ string: Span<UInt8>, at number: UInt32) -> Bool {
    let range = range(number)
    guard range.count == string.count else { return false }
    return bytes.span.extracting(range).bytes.equals(string.bytes)
  }
}
