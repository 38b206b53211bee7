/// A canonical Huffman code of deflate (RFC 1951, 3.2.2): which symbol the next bits stand for.
struct HuffmanCode {
  /// A symbol, and how many bits it took.
  typealias Decoded = (symbol: Int, length: Int)

  /// Codes of up to this many bits are looked up, the few longer ones are searched for.
  private static let tableBits = 11

  /// By the next bits: the symbol times 16, and its length; 0 where the code is longer, or none.
  private var table = [UInt16](repeating: 0, count: 1 << tableBits)
  /// How many codes there are of each length, and their symbols in order.
  private var counts = [Int](repeating: 0, count: 16)
  private let symbols: [Int]

  /// nil when the lengths ask for more codes than there are. An incomplete code is fine as long
  /// as its missing codes aren't used.
  init?(_ lengths: [Int]) {
    for length in lengths where length > 0 { counts[length] += 1 }
    var left = 1
    var firsts = [Int](repeating: 0, count: 17)
    for length in 1..<16 {
      left = left << 1 - counts[length]
      guard left >= 0 else { return nil }
      firsts[length + 1] = firsts[length] + counts[length]
    }
    var symbols = [Int](repeating: 0, count: firsts[16])
    for symbol in lengths.indices where lengths[symbol] > 0 {
      symbols[firsts[lengths[symbol]]] = symbol
      firsts[lengths[symbol]] += 1
    }
    self.symbols = symbols
    fillTable()
  }

  private mutating func fillTable() {
    var (code, index) = (UInt16(0), 0)
    for length in 1...Self.tableBits {
      for _ in 0..<counts[length] {
        let entry = UInt16(symbols[index] << 4 | length)
        // Codes are packed from their highest bit on.
        var position = Int(code.bitReversed >> UInt16(16 - length))
        while position < table.count {
          table[position] = entry
          position += 1 << length
        }
        (code, index) = (code + 1, index + 1)
      }
      code <<= 1
    }
  }

  /// The symbol that the lowest of these bits are, of which there are at least 15; nil for none.
  @inline(__always)
  func decode(_ bits: UInt64) -> Decoded? {
    let entry = Int(table[Int(truncatingIfNeeded: bits) & (1 << Self.tableBits - 1)])
    return entry != 0 ? (entry >> 4, entry & 15) : search(bits)
  }

  private func search(_ bits: UInt64) -> Decoded? {
    var (value, first, index) = (0, 0, 0)
    for length in 1..<16 {
      value |= Int(truncatingIfNeeded: bits >> UInt64(length - 1)) & 1
      if value - first < counts[length] { return (symbols[index + value - first], length) }
      index += counts[length]
      first = (first + counts[length]) << 1
      value <<= 1
    }
    return nil
  }

  static let fixedLengths = HuffmanCode(
    (0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })!
  static let fixedDistances = HuffmanCode([Int](repeating: 5, count: 30))!
}

extension UInt16 {
  fileprivate var bitReversed: UInt16 {
    var (bits, reversed) = (self, UInt16(0))
    for _ in 0..<16 { (reversed, bits) = (reversed << 1 | bits & 1, bits >> 1) }
    return reversed
  }
}
