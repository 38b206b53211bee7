import Pprof
import Testing

/// A message can be spelled in many ways: numbers with more bytes than they need, repeated numbers
/// packed or one by one, fields in any order. What was meant is the same.
@Suite struct OtherSpellingTests {
  @Test func otherSpellingsMergeIntoTheSame() throws {
    var random = SeededGenerator("spellings of profiles")
    for (first, second) in [
      (Corpus.svc.profile("003"), Corpus.svc.profile("004")),
      (Corpus.std.profile("sort"), Corpus.std.profile("slices")),
    ] {
      let (one, two) = (try inflate(first), try inflate(second))
      let merged = try merge([one, two])
      for _ in 0..<6 {
        let spelled = try [one, two].map { bytes in
          try Respelling(random: random.fork()).profile(bytes)
        }
        #expect(try merge(spelled) == merged)
        #expect(try merge([one, spelled[1]]) == merged)
      }
    }
  }

  @Test func goReadsThemTheSame() throws {
    var random = SeededGenerator("spellings for Go")
    let bytes = try inflate(Corpus.svc.profile("010"))
    let spelled = try (0..<3).map { _ in try Respelling(random: random.fork()).profile(bytes) }
    try expectGoMerges([spelled, [spelled[0], bytes]])
  }

  private func inflate(_ bytes: [UInt8]) throws -> [UInt8] {
    try Gzip.inflate(bytes, limit: testLimit)
  }
}

extension SeededGenerator {
  fileprivate mutating func fork() -> SplitGenerator { SplitGenerator(state: next()) }
}

/// A generator of its own for each spelling.
private struct SplitGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    let mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
    return mixed ^ mixed >> 27
  }
}

/// Spells a message anew.
private struct Respelling {
  /// Which fields hold messages, and which repeated numbers.
  indirect enum Shape {
    case message([Int: Shape], numbers: Set<Int>)

    static let leaf = Shape.message([:], numbers: [])
    static let profile = Shape.message(
      [
        1: .leaf, 2: .message([3: .leaf], numbers: [1, 2]), 3: .leaf,
        4: .message([4: .leaf], numbers: []), 5: .leaf, 11: .leaf,
      ], numbers: [])
  }

  var random: SplitGenerator

  /// Fields of one number keep their order, for ids and strings go by it.
  func profile(_ bytes: [UInt8]) throws -> [UInt8] {
    var copy = self
    let fields = try copy.fields(of: bytes, .profile)
    let order = Array(Set(fields.map(\.number))).shuffled(using: &copy.random)
    return order.flatMap { number in fields.filter { $0.number == number }.flatMap(\.bytes) }
  }

  private mutating func fields(
    of bytes: [UInt8], _ shape: Shape
  ) throws -> [(number: Int, bytes: [UInt8])] {
    guard case .message(let messages, let numbers) = shape else { return [] }
    var fields = [(number: Int, bytes: [UInt8])]()
    var rest = bytes[...]
    while !rest.isEmpty {
      let tag = try Self.varint(&rest)
      let number = Int(tag >> 3)
      var spelled = [UInt8]()
      if tag & 7 == 0 {
        spelled = varint(tag) + varint(try Self.varint(&rest))
      } else {
        let length = Int(try Self.varint(&rest))
        let content = Array(rest.prefix(length))
        rest = rest.dropFirst(content.count)
        if let shape = messages[number] {
          let inner = try self.fields(of: content, shape).flatMap(\.bytes)
          spelled = varint(tag) + varint(UInt64(inner.count)) + inner
        } else if numbers.contains(number) {
          spelled = try self.numbers(number, content)
        } else {
          spelled = varint(tag) + varint(UInt64(content.count)) + content
        }
      }
      fields.append((number, spelled))
    }
    return fields
  }

  /// Some packed, some one by one.
  private mutating func numbers(_ field: Int, _ packed: [UInt8]) throws -> [UInt8] {
    var rest = packed[...]
    var bytes = [UInt8]()
    while !rest.isEmpty {
      if Bool.random(using: &random) {
        bytes += varint(UInt64(field) << 3) + varint(try Self.varint(&rest))
      } else {
        var run = [UInt8]()
        for _ in 0..<Int.random(in: 0...30, using: &random) where !rest.isEmpty {
          run += varint(try Self.varint(&rest))
        }
        bytes += varint(UInt64(field) << 3 | 2) + varint(UInt64(run.count)) + run
      }
    }
    return bytes
  }

  /// With up to ten bytes, now and then.
  private mutating func varint(_ value: UInt64) -> [UInt8] {
    var bytes = WireBuilder { $0.varint(value) }.bytes
    if Int.random(in: 0..<8, using: &random) == 0 {
      let length = Int.random(in: bytes.count...10, using: &random)
      bytes[bytes.count - 1] |= length > bytes.count ? 0x80 : 0
      while bytes.count < length { bytes.append(bytes.count + 1 < length ? 0x80 : 0) }
    }
    return bytes
  }

  private static func varint(_ bytes: inout ArraySlice<UInt8>) throws -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      let next = bytes.popFirst()
      let byte = try #require(next)
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { break }
    }
    return value
  }
}
