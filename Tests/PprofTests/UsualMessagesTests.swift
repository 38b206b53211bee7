import Testing

@testable import Pprof

/// A function or location that is read in a hurry is what reading it with care gives.
@Suite struct UsualMessagesTests {
  private static let behind = [UInt8](repeating: 0x22, count: 64)

  private struct Location: Equatable {
    var id: UInt64
    var address: UInt64
    var mapping: UInt32
    var isFolded: Bool
    var lines: [String]

    init(_ decoded: (id: UInt64, row: LocationRow), _ lines: LineTable) {
      (id, address, mapping) = (decoded.id, decoded.row.address, decoded.row.mapping)
      isFolded = decoded.row.isFolded
      self.lines = decoded.row.lineRange.map { position in
        let line = lines[position]
        return "\(line.function) \(line.line) \(line.column)"
      }
    }
  }

  private let functions: IdentifierIndex
  private let mappings: IdentifierIndex

  init() throws {
    var identifiers = Identifiers()
    for id in 1...UInt64(200) { identifiers.append(id) }
    functions = try IdentifierIndex(identifiers)
    mappings = functions
  }

  private func hurried(_ location: [UInt8]) -> Location? {
    let bytes = location + Self.behind
    var lines = LineTable()
    for _ in 0..<3 { lines.append(LineRow()) }
    let decoded = LocationRow.decodeUsual(
      WireReader(from: 0, to: location.count), bytes.span, functions: functions,
      mappings: mappings, lines: &lines)
    return decoded.map { Location($0, lines) }
  }

  private func careful(_ location: [UInt8]) -> Location? {
    var lines = LineTable()
    for _ in 0..<3 { lines.append(LineRow()) }
    guard
      let decoded = try? LocationRow.decode(
        WireReader(from: 0, to: location.count), location.span, functions: functions,
        mappings: mappings, lines: &lines)
    else { return nil }
    return Location(decoded, lines)
  }

  private func fields(_ function: [UInt8], then behind: [UInt8]) -> [String]? {
    let bytes = function + behind
    let reader = WireReader(from: 0, to: function.count)
    guard let (id, row) = FunctionRow.decodeUsual(reader, bytes.span) else { return nil }
    return ["\(id) \(row)"]
  }

  private func carefulFields(_ function: [UInt8]) -> [String]? {
    let message = WireField(
      number: 5, wireType: WireField.bytes, value: 0, start: 0, end: function.count)
    guard let (id, row) = try? FunctionRow.decode(message, function.span) else { return nil }
    return ["\(id) \(row)"]
  }

  private static let numbers: [UInt64] = [
    0, 1, 2, 127, 128, 200, 201, 300, 16_383, 16_384, 1 << 21, 1 << 32, 1 << 40, 1 << 55, 1 << 56,
    .max,
  ]

  private func location(_ random: inout SeededGenerator, usual: Bool) -> [UInt8] {
    func number(_ most: UInt64) -> UInt64 {
      usual ? .random(in: 1...most, using: &random) : Self.numbers.randomElement(using: &random)!
    }
    return WireBuilder { message in
      message.number(1, number(1 << 20))
      let isFirst = Bool.random(using: &random)
      if isFirst { message.number(2, number(200)) }
      message.number(3, number(1 << 55))
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        let (function, line) = (number(200), number(1 << 30))
        let column: UInt64? = Bool.random(using: &random) ? number(1 << 14) : nil
        message.message(4) { content in
          content.number(1, function)
          content.number(2, line)
          if let column { content.number(3, column) }
        }
      }
      if !isFirst { message.number(2, number(200)) }
      if !usual, Bool.random(using: &random) { message.number(5, 1) }
    }.bytes
  }

  private func function(_ random: inout SeededGenerator) -> [UInt8] {
    WireBuilder { message in
      for field in 1...5 { message.number(field, Self.numbers.randomElement(using: &random)!) }
    }.bytes
  }

  private func damaged(_ message: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var message = message
    switch Int.random(in: 0..<4, using: &random) {
    case 0: message.removeLast(min(message.count, .random(in: 1...4, using: &random)))
    case 1: message.append(.random(in: 0...255, using: &random))
    default:
      let position = Int.random(in: 0..<message.count, using: &random)
      message[position] = .random(in: 0...255, using: &random)
    }
    return message
  }

  @Test func aUsualLocationIsReadInAHurry() {
    var random = SeededGenerator("usual locations")
    for _ in 0..<2000 {
      let location = location(&random, usual: true)
      let read = hurried(location)
      #expect(read != nil && read == careful(location), "\(location)")
    }
  }

  @Test func anyLocationReadInAHurryIsTheSameAsReadWithCare() {
    var random = SeededGenerator("any locations")
    var hurriedCount = 0
    for round in 0..<30_000 {
      var location = location(&random, usual: round % 2 == 0)
      if round % 3 > 0 { location = damaged(location, &random) }
      guard let read = hurried(location) else { continue }
      hurriedCount += 1
      #expect(read == careful(location), "\(location)")
    }
    #expect(hurriedCount > 1000)
  }

  @Test func anyFunctionReadInAHurryIsTheSameAsReadWithCare() {
    var random = SeededGenerator("any functions")
    var hurriedCount = 0
    for round in 0..<30_000 {
      var function = function(&random)
      if round % 3 > 0 { function = damaged(function, &random) }
      guard let read = fields(function, then: Self.behind) else { continue }
      hurriedCount += 1
      #expect(read == carefulFields(function), "\(function)")
    }
    #expect(hurriedCount > 1000)
  }

  @Test func nothingIsReadInAHurryWithoutBytesBehindIt() {
    let function = WireBuilder { message in for field in 1...5 { message.number(field, 3) } }.bytes
    #expect(fields(function, then: [UInt8](repeating: 0, count: 63)) == nil)
    #expect(fields(function, then: [UInt8](repeating: 0, count: 64)) != nil)
  }
}
