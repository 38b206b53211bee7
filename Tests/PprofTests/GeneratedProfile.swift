/// A small profile made at random from few values, so that its parts collide: with one another,
/// and with those of other profiles of the same generator.
struct GeneratedProfile {
  /// How likely a sample has a negative value; captures never do.
  var negatives = 0.0
  /// Whether all profiles have start lines; Go refuses profiles without any.
  var hasStartLines = true
  var types = ["samples/count", "cpu/nanoseconds"]
  /// Whether ids count from 1 in the order in which they stand, as encoders write them.
  var hasOrderedIDs = false

  /// Whether it may be merged in parts, as nearly all captures may.
  var mergesInParts = false

  private static let names = ["", "main.main", "main.work", "lib.Sort[go.shape.int]", "\u{1}", "é"]

  func make(using random: inout SeededGenerator) -> [UInt8] {
    var profile = ProfileBuilder(types: types)
    if Int.random(in: 0..<20, using: &random) > 0 { profile.valueType(11, "cpu", "nanoseconds") }
    header(&profile, &random)
    let isSparse = !hasOrderedIDs && Int.random(in: 0..<4, using: &random) == 0
    func id(_ number: Int) -> UInt64 {
      isSparse ? UInt64(number) &* 0x9e37_79b9_7f4a_7c15 : UInt64(number)
    }
    let counts = (0..<3).map { _ in Int.random(in: 1...4, using: &random) }
    var parts: [(inout ProfileBuilder, inout SeededGenerator) -> Void] = []
    for number in 1...counts[0] { parts.append { mapping(id(number), &$0, &$1) } }
    for number in 1...counts[1] { parts.append { function(id(number), &$0, &$1) } }
    for number in 1...(2 * counts[2]) {
      parts.append { profile, random in
        let lines = (0..<Int.random(in: 0...3, using: &random)).map { _ in
          ProfileBuilder.Line(
            function: id(Int.random(in: 1...counts[1], using: &random)),
            line: Int64.random(in: 0...3, using: &random),
            column: Int64.random(in: 0...1, using: &random))
        }
        profile.location(
          id(number), mapping: id(Int.random(in: 0...(counts[0] + 1), using: &random)),
          address: UInt64.random(in: 0x1000...0x1003, using: &random), lines: lines,
          isFolded: Int.random(in: 0..<5, using: &random) == 0)
      }
    }
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      parts.append { profile, random in
        let locations = (0..<Int.random(in: 0...4, using: &random)).map { _ in
          id(Int.random(in: 1...(2 * counts[2]), using: &random))
        }
        sample(locations, &profile, &random)
      }
    }
    // Messages may come in any order.
    if !hasOrderedIDs, Bool.random(using: &random) { parts.shuffle(using: &random) }
    for part in parts { part(&profile, &random) }
    return profile.bytes
  }

  private func header(
    _ profile: inout ProfileBuilder, _ random: inout SeededGenerator
  ) {
    for field in [9, 10, 12] where Bool.random(using: &random) || mergesInParts {
      profile.number(field, Int64.random(in: mergesInParts ? 1...4 : -1...3, using: &random))
    }
    for field in [7, 8, 13, 13, 14, 15] where Int.random(in: 0..<3, using: &random) == 0 {
      profile.text(field, Self.names.randomElement(using: &random)!)
    }
    if Bool.random(using: &random) { _ = profile.duplicateString("") }
    if Bool.random(using: &random) { _ = profile.duplicateString("main.main") }
  }

  private func mapping(
    _ id: UInt64, _ profile: inout ProfileBuilder, _ random: inout SeededGenerator
  ) {
    let start = [0, 0x1000, 0x1001, 0x7f00_0000].randomElement(using: &random)! as UInt64
    profile.mapping(
      id, start: start, limit: start + [0, 0x1000, 0x1800].randomElement(using: &random)!,
      offset: Bool.random(using: &random) ? 0 : 0x1000,
      file: ["", "/bin/app", "[vdso]"].randomElement(using: &random)!,
      buildID: ["", "", "/bin/app", "0a1b"].randomElement(using: &random)!,
      flags: (7...10).filter { _ in Bool.random(using: &random) })
  }

  private func function(
    _ id: UInt64, _ profile: inout ProfileBuilder, _ random: inout SeededGenerator
  ) {
    profile.function(
      id, Self.names.randomElement(using: &random)!,
      systemName: Self.names.randomElement(using: &random)!,
      file: Self.names.randomElement(using: &random)!,
      startLine: hasStartLines ? Int64.random(in: 1...2, using: &random) : 0)
  }

  private func sample(
    _ locations: [UInt64], _ profile: inout ProfileBuilder,
    _ random: inout SeededGenerator
  ) {
    let isNegative = Double.random(in: 0..<1, using: &random) < negatives
    let values = types.map { _ in
      Int64.random(in: 0...2, using: &random) * (isNegative ? -1 : 1)
    }
    let labels = (0..<max(0, Int.random(in: -2...3, using: &random))).map { _ in
      label(&random)
    }
    profile.sample(locations, values, labels)
  }

  private func label(_ random: inout SeededGenerator) -> ProfileBuilder.Label {
    let key = ["", "a", "b"].randomElement(using: &random)!
    if mergesInParts { return .text(key, ["\0", "x", "y"].randomElement(using: &random)!) }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return .text(key, ["", "\0", "x"].randomElement(using: &random)!)
    case 1: return .number(key, Int64.random(in: -1...1, using: &random))
    case 2: return .number(key, 1, unit: "ms")
    // Indices below 6 are always there: the types' strings, and a duplicate perhaps.
    default:
      return .raw(
        key: UInt64.random(in: 0..<5, using: &random),
        string: UInt64.random(in: 0..<5, using: &random),
        number: Int64.random(in: 0...1, using: &random),
        unit: UInt64.random(in: 0..<5, using: &random))
    }
  }
}
