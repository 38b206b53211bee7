/// Large profiles of one program: 20,000 functions, 16 files of 30,000 samples of 40 to 60 frames.
/// Of a file's samples, 70 of 100 have stacks that all files share. The same seed makes the same
/// bytes.
struct LargeSet {
  static let functions = 20_000
  static let files = 16
  static let samplesPerFile = 30_000
  static let frames = 40...60
  static let sharedPercent = 70

  /// Stacks that all files draw from, and those that a file alone does. Both are drawn more than
  /// once, as hot stacks are.
  private static let sharedStacks = 30_000
  private static let ownStacks = 6_400

  /// The first file's time, in seconds since 1970: 2024-10-12 00:00 UTC; the others are ten minutes
  /// apart.
  static let start = 1_728_691_200
  static let interval = 600

  let graph: CallGraph
  let shared: [[UInt32]]
  private var random: SeededGenerator

  init(seed: UInt64 = 42) {
    random = SeededGenerator(seed: seed)
    graph = CallGraph(functions: LargeSet.functions, random: &random)
    shared = LargeSet.stacks(LargeSet.sharedStacks, of: graph, random: &random)
  }

  /// The next file, uncompressed.
  mutating func next(number: Int) -> [UInt8] {
    let own = LargeSet.stacks(LargeSet.ownStacks, of: graph, random: &random)
    var profile = LargeProfile(
      graph: graph, time: LargeSet.start + number * LargeSet.interval)
    for _ in 0..<LargeSet.samplesPerFile {
      let isShared = random.happens(percent: LargeSet.sharedPercent)
      let stack = isShared ? shared[random.below(shared.count)] : own[random.below(own.count)]
      profile.add(stack, count: random.happens(percent: 80) ? 1 : random.within(2...40))
    }
    return profile.encoded()
  }

  // A stack has its beginning in common with the one before it, as those of one request have.
  // From leaf to root, as profiles list them.
  private static func stacks(
    _ count: Int, of graph: CallGraph, random: inout SeededGenerator
  ) -> [[UInt32]] {
    var stacks: [[UInt32]] = []
    var last: [UInt32] = []
    for _ in 0..<count {
      let depth = random.within(frames)
      var stack = Array(last.prefix(random.below(frames.lowerBound)))
      let from = stack.last.map { Int(graph.sites[Int($0)].callee) } ?? random.below(8)
      graph.walk(from: from, depth: depth, to: &stack, random: &random)
      last = stack
      stacks.append(stack.reversed())
    }
    return stacks
  }
}
