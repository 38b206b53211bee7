import Pprof
import Testing

/// Which bytes are a profile, and what is said of those that aren't. What google/pprof accepts is
/// accepted and what it refuses is refused, but for its legacy formats.
@Suite struct ParseVerdictTests {
  private typealias Kind = ProfileError.Kind

  /// Expects a verdict, nil for a valid profile, and Go's agreement.
  private func expect(
    _ cases: [(name: String, bytes: [UInt8], kind: ProfileError.Kind?)],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let answers = try GoToolchain.get().parse(cases.map(\.bytes))
    for (test, answer) in zip(cases, answers) {
      let kind = verdict(test.bytes)?.kind
      #expect(kind == test.kind, "\(test.name)", sourceLocation: sourceLocation)
      if case .bytes = answer {
        #expect(test.kind == nil, "\(test.name): Go accepts it", sourceLocation: sourceLocation)
      } else {
        #expect(test.kind != nil, "\(test.name): Go says \(answer)", sourceLocation: sourceLocation)
      }
    }
  }

  private static let timed = ProfileBuilder.simple { profile in
    profile.sample([3, 2, 1], [1, 10])
    profile.number(9, 1_700_000_000_000_000_000)
  }

  @Test func gzipOrPlainAndSeveralMembers() throws {
    let plain = Self.timed
    let half = plain.count / 2
    try expect([
      ("plain", plain, nil),
      ("gzip", Gzip.deflate(plain), nil),
      (
        "two members", Gzip.deflate(Array(plain[..<half])) + Gzip.deflate(Array(plain[half...])),
        nil
      ),
      ("an empty member", Gzip.deflate(plain) + Gzip.deflate([]), nil),
      ("nothing", [], .empty),
      ("a gzip file of nothing", Gzip.deflate([]), .empty),
      ("twice plain", plain + plain, .corrupt),
      ("twice gzip", Gzip.deflate(plain) + Gzip.deflate(plain), .corrupt),
      ("gzip in gzip", Gzip.deflate(Gzip.deflate(plain)), .notAProfile),
    ])
  }

  @Test func damagedGzip() throws {
    let good = Gzip.deflate(Self.timed)
    func changed(_ offset: Int, _ byte: UInt8) -> [UInt8] {
      var bytes = good
      bytes[offset < 0 ? bytes.count + offset : offset] ^= byte
      return bytes
    }
    try expect([
      ("half of it", Array(good[..<(good.count / 2)]), .truncated),
      ("without its last byte", Array(good.dropLast()), .truncated),
      ("magic only", [0x1f, 0x8b], .truncated),
      ("header only", Array(good[..<10]), .truncated),
      ("checksum", changed(-8, 1), .corrupt),
      ("length", changed(-1, 1), .corrupt),
      ("method", changed(2, 1), .corrupt),
      ("time", changed(4, 1), nil),
      ("block type", changed(10, 6), .corrupt),
      ("a stray byte", good + [0], .truncated),
      ("stray zeros", good + [UInt8](repeating: 0, count: 512), .corrupt),
      ("stray text", good + Array("Service Unavailable".utf8), .corrupt),
    ])
  }

  @Test func gzipHeadersWithNamesAndChecksums() throws {
    let good = Gzip.deflate(Self.timed)
    func header(_ flags: UInt8, _ extra: [UInt8]) -> [UInt8] {
      Array(good[..<3]) + [flags] + Array(good[4..<10]) + extra + Array(good[10...])
    }
    let long = [UInt8](repeating: 65, count: 511)
    try expect([
      ("name", header(8, Array("cpu.pprof\0".utf8)), nil),
      ("name and comment", header(24, Array("a\0b\0".utf8)), nil),
      ("extra field", header(4, [2, 0, 1, 2]), nil),
      ("longest name", header(8, long + [0]), nil),
      ("longer name", header(8, long + [65, 0]), .corrupt),
      ("wrong header checksum", header(2, [1, 2]), .corrupt),
      ("reserved flags", header(0xe0, []), nil),
      ("endless name", Array(header(8, [65, 65])[..<12]), .truncated),
      ("endless extra field", Array(header(4, [255, 255])[..<40]), .truncated),
    ])
  }

  @Test func otherFiles() throws {
    let texts = [
      "Could not enable CPU profiling: cpu profiling already in use\n", "<html><body>502</body>",
      "<!DOCTYPE html>", "{\"error\":\"not found\"}", "404 page not found\n", "\n", "a", "\"",
      "2024",
      "2 goroutines", "\n\n\nhello\n", "--- symbol\nbinary=/bin/x\n---\n", "\u{feff}caf\u{e9}",
    ]
    try expect(texts.map { ($0, Array($0.utf8), .notAProfile) })
    try expect(texts.map { ($0, Gzip.deflate(Array($0.utf8)), .notAProfile) })
    try expect([
      ("zeros", [UInt8](repeating: 0, count: 64), .notAProfile),
      ("ones", [UInt8](repeating: 255, count: 64), .notAProfile),
      ("ELF", [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0], .notAProfile),
      ("unknown fields alone", WireBuilder { $0.number(100, 1) }.bytes, .notAProfile),
    ])
  }

  /// Go's compiler can't read them either.
  @Test func legacyFormatsAreNotProfiles() throws {
    let texts = [
      "heap profile: 1: 2 [3: 4] @ heap/1048576\n1: 2 [3: 4] @ 0x1 0x2\n",
      "goroutine profile: total 1\n1 @ 0x1 0x2\n",
      "--- contentionz 1 ---\ncycles/second = 100\n10 2 @ 0x1 0x2\n",
    ].map { Array($0.utf8) }
    let words: [UInt64] = [0, 3, 0, 10_000, 0, 1, 2, 0x1000, 0x2000, 0, 1, 0]
    let binary = words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
    }
    for (bytes, answer) in try zip(texts + [binary], GoToolchain.get().parse(texts + [binary])) {
      #expect(answer == .bytes([]), "the case is meant to be one that google/pprof reads")
      #expect(verdict(bytes)?.kind == .notAProfile)
    }
  }

  @Test func ids() throws {
    func profile(_ build: (inout ProfileBuilder) -> Void) -> [UInt8] {
      ProfileBuilder.simple { profile in
        profile.sample([3, 2, 1], [1, 10])
        build(&profile)
      }
    }
    let line = [ProfileBuilder.Line(function: 1)]
    let huge = UInt64.max
    try expect([
      (
        "sparse",
        profile {
          $0.mapping(huge)
          $0.function(huge - 1, "far")
          $0.location(huge, mapping: huge, lines: [.init(function: huge - 1)])
          $0.location(1 << 40, lines: [.init(function: huge - 1)])
          $0.sample([huge, 1 << 40], [1, 1])
        }, nil
      ),
      ("missing mapping", profile { $0.location(9, mapping: 77, lines: line) }, nil),
      ("no lines", profile { $0.location(9) }, nil),
      ("missing location", profile { $0.sample([9], [1, 1]) }, .corrupt),
      ("location 0", profile { $0.sample([0], [1, 1]) }, .corrupt),
      ("missing function", profile { $0.location(9, lines: [.init(function: 9)]) }, .corrupt),
      ("function 0", profile { $0.location(9, lines: [.init(function: 0)]) }, .corrupt),
      ("mapping id 0", profile { $0.mapping(0) }, .corrupt),
      ("function id 0", profile { $0.function(0, "f") }, .corrupt),
      ("location id 0", profile { $0.location(0) }, .corrupt),
      ("two mappings", profile { $0.mapping(1) }, .corrupt),
      ("two functions", profile { $0.function(1, "f") }, .corrupt),
      ("two locations", profile { $0.location(1) }, .corrupt),
      (
        "two sparse locations",
        profile {
          $0.location(huge)
          $0.location(huge)
        }, .corrupt
      ),
    ])
  }

  @Test func samples() throws {
    try expect([
      ("none", ProfileBuilder.simple { _ in }, nil),
      ("without locations", ProfileBuilder.simple { $0.sample([], [1, 10]) }, nil),
      ("a value too few", ProfileBuilder.simple { $0.sample([1], [1]) }, .corrupt),
      ("a value too many", ProfileBuilder.simple { $0.sample([1], [1, 2, 3]) }, .corrupt),
      ("no types", ProfileBuilder.simple(types: []) { $0.sample([1], []) }, .corrupt),
      ("no types, no samples", ProfileBuilder.simple(types: []) { _ in }, nil),
    ])
  }

  @Test func strings() throws {
    func profile(_ strings: [[UInt8]], _ build: (inout WireBuilder) -> Void = { _ in }) -> [UInt8] {
      WireBuilder { profile in
        build(&profile)
        for string in strings { profile.content(6, string) }
      }.bytes
    }
    let type: (inout WireBuilder) -> Void = { profile in profile.message(1) { $0.number(1, 1) } }
    func label(_ fields: [(Int, Int)]) -> [UInt8] {
      profile([[], [65]]) { profile in
        type(&profile)
        profile.message(2) { sample in
          sample.number(2, 1)
          sample.message(3) { label in for (field, value) in fields { label.number(field, value) } }
        }
      }
    }
    try expect([
      ("no table", profile([], type), .corrupt),
      ("first not empty", profile([[65]]), .notAProfile),
      ("first not empty, after a type", profile([[65]], type), .corrupt),
      ("only an empty one", profile([[]]), nil),
      ("not UTF-8", profile([[], [0xff, 0xfe]], type), nil),
      ("out of range", profile([[]], type), .corrupt),
      ("negative", profile([[], [65]]) { $0.number(14, -1) }, .corrupt),
      ("beyond 32 bits", profile([[], [65]]) { $0.number(14, 1 << 32) }, .corrupt),
      ("comment out of range", profile([[]]) { $0.number(13, 1) }, .corrupt),
      ("key of a dropped label", label([(1, 9)]), .corrupt),
      ("label", label([(1, 1), (2, 1)]), nil),
      ("label's string", label([(1, 1), (2, 9)]), .corrupt),
      ("label's unit", label([(1, 1), (4, 9)]), .corrupt),
      ("unit beside a string", label([(1, 1), (2, 1), (4, 9)]), nil),
    ])
  }

  @Test func wireFormat() throws {
    func with(_ build: (inout WireBuilder) -> Void) -> [UInt8] {
      Self.timed + WireBuilder(build).bytes
    }
    let tenBytes = [UInt8](repeating: 0x80, count: 9) + [0x7f]
    try expect([
      ("unknown varint", with { $0.number(99, 5) }, nil),
      ("unknown bytes", with { $0.content(99, [1, 2, 3]) }, nil),
      ("unknown fixed64", with { $0.raw([0x99, 0x06, 1, 2, 3, 4, 5, 6, 7, 8]) }, nil),
      ("unknown fixed32", with { $0.raw([0x9d, 0x06, 1, 2, 3, 4]) }, nil),
      ("field 0", with { $0.number(0, 1) }, nil),
      ("cut fixed64", with { $0.raw([0x99, 0x06, 1]) }, .truncated),
      ("cut fixed32", with { $0.raw([0x9d, 0x06, 1]) }, .truncated),
      ("a group", with { $0.raw([0x9b, 0x06, 0x9c, 0x06]) }, .corrupt),
      ("wire type 6", with { $0.raw([0x9e, 0x06]) }, .corrupt),
      ("overflowing varint", with { $0.raw([0x50] + tenBytes) }, nil),
      ("varint of eleven bytes", with { $0.raw([0x50, 0x80] + tenBytes) }, .corrupt),
      ("cut varint", with { $0.raw([0x50, 0x80]) }, .truncated),
      ("cut message", with { $0.raw([0x12, 0x05, 0x08]) }, .truncated),
      ("overlong length", with { $0.raw([0x12] + tenBytes) }, .truncated),
      ("sample as a number", with { $0.number(2, 1) }, .corrupt),
      ("location as a number", with { $0.number(4, 1) }, .corrupt),
      ("string as a number", with { $0.number(6, 1) }, .corrupt),
      ("duration as bytes", with { $0.content(10, [1]) }, .corrupt),
      ("period as fixed64", with { $0.raw([0x61, 1, 2, 3, 4, 5, 6, 7, 8]) }, .corrupt),
      ("second time", with { $0.number(9, 5) }, .corrupt),
      ("second time of another type", with { $0.content(9, [5]) }, .corrupt),
      ("overrun inside a sample", with { $0.content(2, [0x0a, 9]) }, .corrupt),
      (
        "packed and not",
        with { profile in
          profile.message(2) {
            $0.number(1, 1)
            $0.packed(1, [2, 3])
            $0.number(2, 7)
            $0.packed(2, [8])
          }
        }, nil
      ),
      (
        "packed cut varint",
        with { profile in
          profile.message(2) { $0.content(1, [0x80]) }
        }, .corrupt
      ),
    ])
  }

  @Test func limits() throws {
    let plain = Self.timed
    for bytes in [plain, Gzip.deflate(plain)] {
      #expect(throws: Never.self) { try Profile(parsing: bytes, maxInflated: plain.count) }
      let error = try #require(throws: ProfileError.self) {
        try Profile(parsing: bytes, maxInflated: plain.count - 1)
      }
      #expect(error.kind == .tooLarge)
    }
  }
}

/// The error of parsing, nil for a valid profile.
func verdict(_ bytes: [UInt8]) -> ProfileError? {
  do throws(ProfileError) {
    _ = try parse(bytes)
    return nil
  } catch {
    return error
  }
}
