/// Walks a deflate stream (RFC 1951) without producing its content, to say why it can't be
/// inflated: libdeflate reports a stream that ends early and one that is damaged alike.
struct DeflateScan {
  enum Verdict: Equatable {
    case complete
    case truncated
    /// The byte offset near which the stream stops making sense.
    case invalid(Int)
  }

  /// Blocks are costly to begin, and real ones are tens of kilobytes long.
  private static let maxBlocks = 1 << 16

  private enum Stop: Error {
    case end
    case invalid
  }

  private let bytes: [UInt8]
  private var offset: Int
  private var bitBuffer: UInt32 = 0
  private var bitCount = 0
  private var produced = 0

  static func run(_ bytes: [UInt8], from offset: Int) -> Verdict {
    var scan = DeflateScan(bytes, offset)
    do throws(Stop) {
      for _ in 0..<maxBlocks where try !scan.block() { return .complete }
      return .invalid(scan.offset)
    } catch {
      return error == .end ? .truncated : .invalid(scan.offset)
    }
  }

  private init(_ bytes: [UInt8], _ offset: Int) {
    self.bytes = bytes
    self.offset = offset
  }

  /// Walks one block; false after the last.
  private mutating func block() throws(Stop) -> Bool {
    let isLast = try bits(1) == 1
    switch try bits(2) {
    case 0: try storedBlock()
    case 1: try codedBlock(lengths: .fixedLengths, distances: .fixedDistances)
    case 2:
      let (lengths, distances) = try dynamicCodes()
      try codedBlock(lengths: lengths, distances: distances)
    default: throw .invalid
    }
    return !isLast
  }

  private mutating func storedBlock() throws(Stop) {
    bitBuffer = 0
    bitCount = 0
    guard bytes.count - offset >= 4 else { throw .end }
    let length = Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
    let complement = Int(bytes[offset + 2]) | Int(bytes[offset + 3]) << 8
    guard length == ~complement & 0xffff else { throw .invalid }
    offset += 4
    guard bytes.count - offset >= length else { throw .end }
    offset += length
    produced += length
  }

  private static let lengthBase = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
  ]
  private static let distanceBase = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
    2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
  ]

  private mutating func codedBlock(
    lengths: HuffmanCode, distances: HuffmanCode
  ) throws(Stop) {
    while true {
      let symbol = try decode(lengths)
      if symbol < 256 {
        produced += 1
      } else if symbol == 256 {
        return
      } else {
        guard symbol - 257 < Self.lengthBase.count else { throw .invalid }
        let extra = symbol < 265 || symbol == 285 ? 0 : (symbol - 261) / 4
        produced += Self.lengthBase[symbol - 257] + (try bits(extra))
        let code = try decode(distances)
        guard code < Self.distanceBase.count else { throw .invalid }
        let distance = Self.distanceBase[code] + (try bits(code < 4 ? 0 : code / 2 - 1))
        guard distance <= produced else { throw .invalid }
      }
    }
  }

  private static let codeLengthOrder = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]

  private mutating func dynamicCodes() throws(Stop) -> (HuffmanCode, HuffmanCode) {
    let lengthCount = try bits(5) + 257
    let distanceCount = try bits(5) + 1
    let codeCount = try bits(4) + 4
    guard lengthCount <= 286 else { throw .invalid }
    var codeLengths = [Int](repeating: 0, count: 19)
    for index in 0..<codeCount { codeLengths[Self.codeLengthOrder[index]] = try bits(3) }
    guard let code = HuffmanCode(codeLengths) else { throw .invalid }
    var lengths = [Int]()
    while lengths.count < lengthCount + distanceCount {
      let symbol = try decode(code)
      let (value, count): (Int, Int)
      switch symbol {
      case 16:
        guard let last = lengths.last else { throw .invalid }
        (value, count) = (last, try bits(2) + 3)
      case 17: (value, count) = (0, try bits(3) + 3)
      case 18: (value, count) = (0, try bits(7) + 11)
      default: (value, count) = (symbol, 1)
      }
      lengths += repeatElement(value, count: count)
    }
    guard lengths.count == lengthCount + distanceCount,
      let literals = HuffmanCode(Array(lengths[..<lengthCount])),
      let distances = HuffmanCode(Array(lengths[lengthCount...]))
    else { throw .invalid }
    return (literals, distances)
  }

  private mutating func bits(_ count: Int) throws(Stop) -> Int {
    while bitCount < count {
      guard offset < bytes.count else { throw .end }
      bitBuffer |= UInt32(bytes[offset]) << UInt32(bitCount)
      offset += 1
      bitCount += 8
    }
    let value = bitBuffer & (1 << UInt32(count) - 1)
    bitBuffer >>= UInt32(count)
    bitCount -= count
    return Int(value)
  }

  private mutating func decode(_ code: HuffmanCode) throws(Stop) -> Int {
    var value = 0
    var first = 0
    var index = 0
    for length in 1..<16 {
      value |= try bits(1)
      let count = code.counts[length]
      if value - first < count { return code.symbols[index + value - first] }
      index += count
      first = (first + count) << 1
      value <<= 1
    }
    throw .invalid
  }
}

/// A canonical Huffman code: how many codes there are of each length, and their symbols in order.
private struct HuffmanCode {
  let counts: [Int]
  let symbols: [Int]

  /// nil when the lengths ask for more codes than there are. An incomplete code is fine as long
  /// as its missing codes aren't used.
  init?(_ lengths: [Int]) {
    var counts = [Int](repeating: 0, count: 16)
    for length in lengths where length > 0 { counts[length] += 1 }
    var left = 1
    for length in 1..<16 {
      left = left << 1 - counts[length]
      guard left >= 0 else { return nil }
    }
    self.counts = counts
    symbols = lengths.indices.filter { lengths[$0] > 0 }
      .sorted { (lengths[$0], $0) < (lengths[$1], $1) }
  }

  static let fixedLengths = HuffmanCode(
    (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })!
  static let fixedDistances = HuffmanCode([Int](repeating: 5, count: 30))!
}
