/// Walks a deflate stream (RFC 1951) without producing its content: where its blocks are, which
/// libdeflate doesn't tell, and why a stream can't be inflated, for libdeflate calls one that ends
/// early and one that is damaged alike.
struct DeflateScan {
  enum Verdict: Equatable {
    /// Where the last block begins and where the stream ends, in bits from the stream's start.
    case complete(lastBlock: Int, end: Int)
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

  private let bytes: UnsafeRawBufferPointer
  /// The next byte, and what was read of those before it and isn't used yet. Behind the last byte
  /// there are zeros, as many as the end may be overrun by before that is noticed.
  private var offset = 0
  private var buffer: UInt64 = 0
  private var available = 0
  private var produced = 0

  /// Walks the stream that begins where the bytes do; what follows it is left aside.
  static func run(_ bytes: UnsafeRawBufferPointer) -> Verdict {
    var scan = DeflateScan(bytes)
    do throws(Stop) {
      for _ in 0..<maxBlocks {
        let start = scan.position
        let isLast = try scan.block()
        if isLast { return .complete(lastBlock: start, end: scan.position) }
      }
      return .invalid(scan.position / 8)
    } catch {
      return error == .end || scan.isPastEnd ? .truncated : .invalid(scan.position / 8)
    }
  }

  private init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// How many bits were used.
  private var position: Int { 8 * offset - available }

  private var isPastEnd: Bool { position > 8 * bytes.count }

  /// Walks one block, and returns whether it is the last.
  private mutating func block() throws(Stop) -> Bool {
    refill()
    let isLast = bits(1) == 1
    switch bits(2) {
    case 0: try storedBlock()
    case 1: try codedBlock(.fixedLengths, .fixedDistances)
    case 2:
      let (lengths, distances) = try dynamicCodes()
      try codedBlock(lengths, distances)
    default: throw .invalid
    }
    if isPastEnd { throw .end }
    return isLast
  }

  private mutating func storedBlock() throws(Stop) {
    offset = (position + 7) / 8
    (buffer, available) = (0, 0)
    refill()
    let (length, complement) = (bits(16), bits(16))
    if isPastEnd { throw .end }
    guard length == ~complement & 0xffff else { throw .invalid }
    offset = position / 8 + length
    (buffer, available) = (0, 0)
    guard offset <= bytes.count else { throw .end }
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
    _ lengths: borrowing HuffmanCode, _ distances: borrowing HuffmanCode
  ) throws(Stop) {
    let (lengthBase, distanceBase) = (Self.lengthBase, Self.distanceBase)
    while true {
      // Three symbols are 45 bits at most, a length and a distance with their extra bits 48.
      refill()
      if isPastEnd { throw .end }
      var symbol = try decode(lengths)
      if symbol < 256 {
        produced &+= 1
        symbol = try decode(lengths)
        if symbol < 256 {
          produced &+= 1
          symbol = try decode(lengths)
          if symbol < 256 {
            produced &+= 1
            continue
          }
        }
        refill()
      }
      if symbol == 256 { return }
      guard symbol - 257 < lengthBase.count else { throw .invalid }
      let extra = symbol < 265 || symbol == 285 ? 0 : (symbol - 261) / 4
      produced &+= lengthBase[symbol - 257] + bits(extra)
      let code = try decode(distances)
      guard code < distanceBase.count else { throw .invalid }
      let distance = distanceBase[code] + bits(code < 4 ? 0 : code / 2 - 1)
      guard distance <= produced else { throw isPastEnd ? .end : .invalid }
    }
  }

  private static let codeLengthOrder = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]

  private mutating func dynamicCodes() throws(Stop) -> (HuffmanCode, HuffmanCode) {
    let (lengthCount, distanceCount, codeCount) = (bits(5) + 257, bits(5) + 1, bits(4) + 4)
    guard lengthCount <= 286 else { throw .invalid }
    var codeLengths = [Int](repeating: 0, count: 19)
    for index in 0..<codeCount {
      refill()
      codeLengths[Self.codeLengthOrder[index]] = bits(3)
    }
    guard let code = HuffmanCode(codeLengths) else { throw .invalid }
    var lengths = [Int]()
    while lengths.count < lengthCount + distanceCount {
      refill()
      if isPastEnd { throw .end }
      let symbol = try decode(code)
      let (value, count): (Int, Int)
      switch symbol {
      case 16:
        guard let last = lengths.last else { throw .invalid }
        (value, count) = (last, bits(2) + 3)
      case 17: (value, count) = (0, bits(3) + 3)
      case 18: (value, count) = (0, bits(7) + 11)
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

  /// Makes at least 56 bits available.
  @inline(__always)
  private mutating func refill() {
    guard bytes.count &- offset >= 8 else { return refillAtEnd() }
    let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    buffer |= word &<< UInt64(truncatingIfNeeded: available)
    offset &+= (63 &- available) &>> 3
    available |= 56
  }

  private mutating func refillAtEnd() {
    while available <= 56 {
      if offset < bytes.count { buffer |= UInt64(bytes[offset]) << UInt64(available) }
      offset += 1
      available += 8
    }
  }

  @inline(__always)
  private mutating func bits(_ count: Int) -> Int {
    let value = buffer & (1 &<< UInt64(truncatingIfNeeded: count) &- 1)
    skip(count)
    return Int(truncatingIfNeeded: value)
  }

  @inline(__always)
  private mutating func decode(_ code: borrowing HuffmanCode) throws(Stop) -> Int {
    guard let (symbol, length) = code.decode(buffer) else { throw .invalid }
    skip(length)
    return symbol
  }

  @inline(__always)
  private mutating func skip(_ count: Int) {
    buffer &>>= UInt64(truncatingIfNeeded: count)
    available &-= count
  }
}
