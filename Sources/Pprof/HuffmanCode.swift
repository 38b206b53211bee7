/// A canonical Huffman code of deflate (RFC 1951, 3.2.2): which symbol the next bits stand for, and
/// what follows it.
struct HuffmanCode: ~Copyable {
  /// What a code's symbols mean (RFC 1951, 3.2.5 and 3.2.7).
  enum Alphabet {
    case codeLengths, literals, distances
  }

  /// A symbol that was read: how many bits it took, how many more follow, and what these add to. Of
  /// literals, which may be read two at a time, their number.
  struct Entry {
    enum Kind: UInt32 {
      case none, literal, number, endOfBlock
    }

    /// The kind from bit 28 on, the extent from 23, the base from 8, how many extra bits from 4, the
    /// length from 0: 15 at most, with 13 extra bits and a base of 24,577.
    fileprivate let bits: UInt32

    fileprivate init(_ kind: Kind, length: Int, extra: Int = 0, base: Int = 0) {
      bits =
        kind.rawValue << 28 | UInt32(length + extra) << 23 | UInt32(base) << 8 | UInt32(extra) << 4
        | UInt32(length)
    }

    fileprivate init(bits: UInt32) { self.bits = bits }

    @inline(__always)
    var kind: Kind { Kind(rawValue: bits >> 28)! }

    @inline(__always)
    var isLiteral: Bool { bits >> 28 == Kind.literal.rawValue }

    @inline(__always)
    var isNumber: Bool { bits >> 28 == Kind.number.rawValue }

    @inline(__always)
    var base: Int { Int(bits >> 8 & 0x7fff) }

    @inline(__always)
    var extra: Int { Int(bits >> 4 & 15) }

    @inline(__always)
    var length: Int { Int(bits & 15) }

    /// How many bits it takes with those that follow it.
    @inline(__always)
    var extent: Int { Int(bits >> 23 & 31) }

    static let none = Entry(bits: 0)
  }

  /// Codes of up to this many bits are looked up, the few longer ones are searched for.
  private static let tableBits = 11
  private static let tableSize = 1 << tableBits

  private let alphabet: Alphabet
  /// By the next bits; none where the code is longer, or there is none.
  private let table = UnsafeMutablePointer<Entry>.allocate(capacity: tableSize)
  /// How many codes there are of each length, and their symbols in order.
  private var counts = [Int](repeating: 0, count: 16)
  private let symbols: [Int]

  deinit { table.deallocate() }

  /// nil when the lengths ask for more codes than there are. An incomplete code is fine as long
  /// as its missing codes aren't used.
  init?(_ alphabet: Alphabet, _ lengths: some Collection<Int>) {
    self.alphabet = alphabet
    var counts = counts
    for length in lengths where length > 0 { counts[length] += 1 }
    var left = 1
    var firsts = [Int](repeating: 0, count: 17)
    for length in 1..<16 {
      left = left << 1 - counts[length]
      firsts[length + 1] = firsts[length] + counts[length]
      if left < 0 { break }
    }
    var symbols = [Int](repeating: 0, count: max(0, firsts[16]))
    if left >= 0 {
      for (symbol, length) in lengths.enumerated() where length > 0 {
        symbols[firsts[length]] = symbol
        firsts[length] += 1
      }
    }
    (self.counts, self.symbols) = (counts, symbols)
    guard left >= 0 else { return nil }
    fillTable()
  }

  private func fillTable() {
    table.initialize(repeating: .none, count: Self.tableSize)
    var (code, index) = (UInt16(0), 0)
    for length in 1...Self.tableBits {
      for _ in 0..<counts[length] {
        let entry = alphabet.entry(symbols[index], length: length)
        // Codes are packed from their highest bit on.
        var position = Int(code.bitReversed >> UInt16(16 - length))
        while position < Self.tableSize {
          table[position] = entry
          position += 1 << length
        }
        (code, index) = (code + 1, index + 1)
      }
      code <<= 1
    }
    if alphabet == .literals { joinLiterals() }
  }

  /// Where two literals fit into an entry, they are read as one.
  private func joinLiterals() {
    // From the highest on: the second is looked up further down, where nothing is joined yet.
    for bits in stride(from: Self.tableSize - 1, through: 0, by: -1) where table[bits].isLiteral {
      let (first, second) = (table[bits], table[bits >> table[bits].length])
      let length = first.length + second.length
      guard second.isLiteral, second.base == 1, length <= Self.tableBits else { continue }
      table[bits] = Entry(.literal, length: length, base: 2)
    }
  }

  /// The symbol that the lowest of these bits are, of which there are at least 15.
  @inline(__always)
  func read(_ bits: UInt64) -> Entry {
    let entry = table[Int(truncatingIfNeeded: bits) & (Self.tableSize - 1)]
    return entry.bits != 0 ? entry : search(bits)
  }

  private func search(_ bits: UInt64) -> Entry {
    var (value, first, index) = (0, 0, 0)
    for length in 1..<16 {
      value |= Int(truncatingIfNeeded: bits >> UInt64(length - 1)) & 1
      if value - first < counts[length] {
        return alphabet.entry(symbols[index + value - first], length: length)
      }
      index += counts[length]
      first = (first + counts[length]) << 1
      value <<= 1
    }
    return .none
  }
}

extension HuffmanCode.Alphabet {
  private static let lengthBase = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
  ]
  private static let distanceBase = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
    2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
  ]

  /// None for a symbol that has no meaning.
  fileprivate func entry(_ symbol: Int, length: Int) -> HuffmanCode.Entry {
    switch self {
    case .codeLengths: return HuffmanCode.Entry(.number, length: length, base: symbol)
    case .literals:
      if symbol < 256 { return HuffmanCode.Entry(.literal, length: length, base: 1) }
      if symbol == 256 { return HuffmanCode.Entry(.endOfBlock, length: length) }
      guard symbol - 257 < Self.lengthBase.count else { return .none }
      let extra = symbol < 265 || symbol == 285 ? 0 : (symbol - 261) / 4
      return HuffmanCode.Entry(
        .number, length: length, extra: extra, base: Self.lengthBase[symbol - 257])
    case .distances:
      guard symbol < Self.distanceBase.count else { return .none }
      return HuffmanCode.Entry(
        .number, length: length, extra: symbol < 4 ? 0 : symbol / 2 - 1,
        base: Self.distanceBase[symbol])
    }
  }
}

extension UInt16 {
  fileprivate var bitReversed: UInt16 {
    var (bits, reversed) = (self, UInt16(0))
    for _ in 0..<16 { (reversed, bits) = (reversed << 1 | bits & 1, bits >> 1) }
    return reversed
  }
}
