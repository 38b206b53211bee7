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

  private let isTrusted: Bool
  private var input: DeflateBits
  private var produced = 0

  /// Walks the stream that begins where the bytes do; what follows it is left aside.
  ///
  /// - Parameter isTrusted: whether a compressor just made it. Then nobody counts the bytes that it stands
  ///   for, nor looks whether each distance leads to one, which takes half as long.
  static func run(_ bytes: UnsafeRawBufferPointer, isTrusted: Bool = false) -> Verdict {
    var scan = DeflateScan(bytes, isTrusted)
    do throws(Stop) {
      for _ in 0..<maxBlocks {
        let start = scan.input.position
        let isLast = try scan.block()
        if isLast { return .complete(lastBlock: start, end: scan.input.position) }
      }
      return .invalid(scan.input.position / 8)
    } catch {
      return error == .end || scan.input.isPastEnd ? .truncated : .invalid(scan.input.position / 8)
    }
  }

  private init(_ bytes: UnsafeRawBufferPointer, _ isTrusted: Bool) {
    input = DeflateBits(bytes)
    self.isTrusted = isTrusted
  }

  /// Walks one block, and returns whether it is the last.
  private mutating func block() throws(Stop) -> Bool {
    input.refill()
    let isLast = input.take(1) == 1
    switch input.take(2) {
    case 0: try storedBlock()
    case 1: try codedBlock(Self.fixedLengths, of: 288)
    case 2: try dynamicBlock()
    default: throw .invalid
    }
    if input.isPastEnd { throw .end }
    return isLast
  }

  private mutating func storedBlock() throws(Stop) {
    input.alignToByte()
    input.refill()
    let (length, complement) = (input.take(16), input.take(16))
    if input.isPastEnd { throw .end }
    guard length == ~complement & 0xffff else { throw .invalid }
    guard input.skipBytes(length) else { throw .end }
    produced += length
  }

  private mutating func codedBlock(
    _ literals: borrowing HuffmanCode, _ distances: borrowing HuffmanCode
  ) throws(Stop) {
    var (input, produced) = (self.input, self.produced)
    defer { (self.input, self.produced) = (input, produced) }
    while true {
      // Three symbols are 45 bits at most, a length and a distance with their extra bits 48.
      input.refill()
      if input.isPastEnd { throw .end }
      var entry = input.symbol(literals)
      if entry.isLiteral {
        produced &+= entry.base
        entry = input.symbol(literals)
        if entry.isLiteral {
          produced &+= entry.base
          entry = input.symbol(literals)
          if entry.isLiteral {
            produced &+= entry.base
            continue
          }
        }
        input.refill()
      }
      guard entry.isNumber else {
        if entry.kind == .endOfBlock { return }
        throw .invalid
      }
      produced &+= input.number(entry)
      entry = input.symbol(distances)
      guard entry.isNumber else { throw .invalid }
      guard input.number(entry) <= produced else { throw input.isPastEnd ? .end : .invalid }
    }
  }

  /// The same without a look at what the symbols stand for.
  private mutating func skipBlock(
    _ literals: borrowing HuffmanCode, _ distances: borrowing HuffmanCode
  ) throws(Stop) {
    var input = input
    defer { self.input = input }
    while true {
      // With their extra bits, two literals and a length are 50 at most, a length and a distance 48.
      input.refill()
      if input.isPastEnd { throw .end }
      var entry = input.skipSymbol(literals)
      if entry.isLiteral {
        entry = input.skipSymbol(literals)
        if entry.isLiteral {
          entry = input.skipSymbol(literals)
          if entry.isLiteral { continue }
        }
        input.refill()
      }
      guard entry.isNumber else {
        if entry.kind == .endOfBlock { return }
        throw .invalid
      }
      guard input.skipSymbol(distances).isNumber else { throw .invalid }
    }
  }

  private static let codeLengthOrder = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]

  private mutating func dynamicBlock() throws(Stop) {
    let (literalCount, distanceCount, codeCount) = (
      input.take(5) + 257, input.take(5) + 1, input.take(4) + 4
    )
    guard literalCount <= 286 else { throw .invalid }
    var codeLengths = [Int](repeating: 0, count: 19)
    for index in 0..<codeCount {
      input.refill()
      codeLengths[Self.codeLengthOrder[index]] = input.take(3)
    }
    guard let code = HuffmanCode(.codeLengths, codeLengths) else { throw .invalid }
    var lengths = [Int]()
    while lengths.count < literalCount + distanceCount {
      input.refill()
      if input.isPastEnd { throw .end }
      let symbol = input.symbol(code)
      guard symbol.kind == .number else { throw .invalid }
      let (value, count): (Int, Int)
      switch symbol.base {
      case 16:
        guard let last = lengths.last else { throw .invalid }
        (value, count) = (last, input.take(2) + 3)
      case 17: (value, count) = (0, input.take(3) + 3)
      case 18: (value, count) = (0, input.take(7) + 11)
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
    if isTrusted {
      try skipBlock(literals, distances)
    } else {
      try codedBlock(literals, distances)
    }
  }
}
