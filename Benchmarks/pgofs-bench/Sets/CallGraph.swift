/// A program that was never written: functions, and the places in them that call others.
struct CallGraph {
  /// A place in a function that calls another: a location of a profile.
  struct Site {
    let function: UInt32
    let callee: UInt32
    let line: UInt32
    let address: UInt64
    /// Functions that were inlined here, the innermost first; their lines are near their start.
    let inlined: [UInt32]
  }

  struct Function {
    let name: String
    let file: String
    let startLine: Int
    /// Its sites, as a range of the graph's.
    let sites: Range<Int>
    /// 1-based.
    let mapping: Int
  }

  struct Mapping {
    let start: UInt64
    let limit: UInt64
    let file: String
    let buildID: String
  }

  private(set) var functions: [Function] = []
  private(set) var sites: [Site] = []

  static let mappings = [
    Mapping(
      start: 0x40_0000, limit: 0x240_0000, file: "/srv/sample/bin/sample",
      buildID: "5f3c0d1e8a9b47c6"),
    Mapping(
      start: 0x7f10_0000_0000, limit: 0x7f10_0020_0000, file: "/usr/lib/libc.so.6",
      buildID: "c1f0a27be3d94b58"),
    Mapping(start: 0x7fff_1000_0000, limit: 0x7fff_1000_2000, file: "[vdso]", buildID: ""),
  ]

  init(functions count: Int, random: inout SeededGenerator) {
    var room: [UInt64] = CallGraph.mappings.map { $0.start + 0x100 }
    for number in 0..<count {
      // One in a hundred is of the C library; the vdso holds two.
      let mapping = number % 10_000 == 77 ? 3 : number % 100 == 50 ? 2 : 1
      let startLine = random.within(10...1500)
      let first = sites.count
      for site in 0..<random.within(1...5) {
        room[mapping - 1] += UInt64(random.within(8...160))
        sites.append(
          Site(
            function: UInt32(number), callee: CallGraph.popular(count, &random),
            line: UInt32(startLine + site * 7 + random.below(7)), address: room[mapping - 1],
            inlined: CallGraph.inlined(count, &random)))
      }
      functions.append(
        Function(
          name: CallGraph.name(number), file: CallGraph.file(number), startLine: startLine,
          sites: first..<sites.count, mapping: mapping))
    }
  }

  /// Appends a walk from caller to callee that begins at a function.
  func walk(from function: Int, depth: Int, to stack: inout [UInt32], random: inout SeededGenerator)
  {
    var function = function
    while stack.count < depth {
      let sites = functions[function].sites
      // The first sites of a function are its hot ones.
      var site = sites.lowerBound
      while site < sites.upperBound - 1, random.happens(percent: 28) { site += 1 }
      stack.append(UInt32(site))
      function = Int(self.sites[site].callee)
    }
  }

  // Two fifths of the functions are all that ever runs; few of these are called from everywhere.
  private static func popular(_ count: Int, _ random: inout SeededGenerator) -> UInt32 {
    let share = Double(random.next() >> 11) / Double(1 << 53)
    return UInt32(Double(count * 2 / 5) * share * share) * 5 / 2
  }

  private static func inlined(_ count: Int, _ random: inout SeededGenerator) -> [UInt32] {
    guard random.happens(percent: 15) else { return [] }
    return (0..<random.within(1...2)).map { _ in popular(count, &random) }
  }

  private static func name(_ number: Int) -> String {
    let package = "example.com/sample/internal/\(words[number / 40 % words.count])\(number / 400)"
    return number % 3 == 0
      ? "\(package).Handle\(number)"
      : "\(package).(*\(words[number % words.count].capitalized)).method\(number)"
  }

  private static func file(_ number: Int) -> String {
    "/src/sample/internal/\(words[number / 40 % words.count])\(number / 400)/file\(number / 20).go"
  }

  private static let words = [
    "account", "billing", "cache", "codec", "ledger", "query", "router", "session", "store",
    "token",
  ]
}

extension String {
  fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
