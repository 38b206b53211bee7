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
    case 1: try codedBlock(Self.fixedLengths, of: 288)
    case 2: try dynamicBlock()
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

  private mutating func codedBlock(
    _ literals: borrowing HuffmanCode, _ distances: borrowing HuffmanCode
  ) throws(Stop) {
    while true {
      // Three symbols are 45 bits at most, a length and a distance with their extra bits 48.
      refill()
      if isPastEnd { throw .end }
      var entry = read(literals)
      if entry.isLiteral {
        produced &+= entry.base
        entry = read(literals)
        if entry.isLiteral {
          produced &+= entry.base
          entry = read(literals)
          if entry.isLiteral {
            produced &+= entry.base
            continue
          }
        }
        refill()
      }
      guard entry.kind == .number else {
        if entry.kind == .endOfBlock { return }
        throw .invalid
      }
      produced &+= number(entry)
      entry = read(distances)
      guard entry.kind == .number else { throw .invalid }
      guard number(entry) <= produced else { throw isPastEnd ? .end : .invalid }
    }
  }

  private static let codeLengthOrder = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]

  private mutating func dynamicBlock() throws(Stop) {
    let (literalCount, distanceCount, codeCount) = (bits(5) + 257, bits(5) + 1, bits(4) + 4)
    guard literalCount <= 286 else { throw .invalid }
    var codeLengths = [Int](repeating: 0, count: 19)
    for index in 0..<codeCount {
      refill()
      codeLengths[Self.codeLengthOrder[index]] = bits(3)
    }
    guard let code = HuffmanCode(.codeLengths, codeLengths) else { throw .invalid }
    var lengths = [Int]()
    while lengths.count < literalCount + distanceCount {
      refill()
      if isPastEnd { throw .end }
      let symbol = read(code)
      guard symbol.kind == .number else { throw .invalid }
      let (value, count): (Int, Int)
      switch symbol.base {
      case 16:
        guard let last = lengths.last else { throw .invalid }
        (value, count) = (last, bits(2) + 3)
      case 17: (value, count) = (0, bits(3) + 3)
      case 18: (value, count) = (0, bits(7) + 11)
      default: (value, count) = (symbol.base, 1)
      }
      lengths += repeatElement(value, count: count)
    }
    guard lengths.count == literalCount + distanceCount else { throw .invalid }
    try codedBlock(lengths, of: literalCount)
  }

  /// Those of the fixed codes (RFC 1951, 3.2.6).
  private static let fixedLengths =
    (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 } + repeatElement(5, count: 30)

  /// A block whose codes have these lengths: so many literals' and lengths', and the distances'.
  private mutating func codedBlock(_ lengths: [Int], of literalCount: Int) throws(Stop) {
    guard let literals = HuffmanCode(.literals, lengths[..<literalCount]),
      let distances = HuffmanCode(.distances, lengths[literalCount...])
    else { throw .invalid }
    try codedBlock(literals, distances)
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

  /// The next symbol.
  @inline(__always)
  private mutating func read(_ code: borrowing HuffmanCode) -> HuffmanCode.Entry {
    let entry = code.read(buffer)
    skip(entry.length)
    return entry
  }

  /// A symbol's number, with the bits that follow it.
  @inline(__always)
  private mutating func number(_ entry: HuffmanCode.Entry) -> Int {
    entry.base &+ bits(entry.extra)
  }

  @inline(__always)
  private mutating func skip(_ count: Int) {
    buffer &>>= UInt64(truncatingIfNeeded: count)
    available &-= count
  }
}
