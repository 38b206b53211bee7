import Testing

@testable import Pprof

/// Which locations, functions and mappings are the same.
@Suite struct MergeLocationTests {
  private typealias Line = ProfileBuilder.Line

  /// A profile of one sample whose location has these lines.
  private func lines(_ lines: [ProfileBuilder.Line], isFolded: Bool = false) -> [UInt8] {
    ProfileBuilder.simple { profile in
      profile.location(9, mapping: 1, address: 0x400100, lines: lines, isFolded: isFolded)
      profile.sample([9, 1], [1, 10])
    }
  }

  private func locationCount(_ profiles: [[UInt8]]) throws -> Int {
    // One location is the caller.
    try parse(merge(profiles)).locations.count - 1
  }

  @Test func onlyTheLastLinesColumnCounts() throws {
    func columns(_ columns: [Int64]) -> [UInt8] {
      lines(columns.map { Line(function: 1, line: 5, column: $0) })
    }
    let inner = [columns([1, 2]), columns([9, 2])]
    let outer = [columns([1, 2]), columns([1, 9])]
    #expect(try locationCount(inner) == 1)
    #expect(try locationCount(outer) == 2)
    try expectGoMerges([inner, outer, [columns([1]), columns([2])]])
  }

  @Test func linesFunctionsAndFoldingTellLocationsApart() throws {
    let all = [
      lines([]), lines([Line(function: 1, line: 5)]), lines([Line(function: 2, line: 5)]),
      lines([Line(function: 1, line: 6)]), lines([Line(function: 1, line: 5)], isFolded: true),
      lines([Line(function: 1, line: 5), Line(function: 1, line: 5)]),
      lines([Line(function: 1, line: -5)]),
    ]
    #expect(try locationCount(all) == all.count)
    try expectGoMerges([all, all + all])
  }

  @Test func functionsDifferByStartLineNameAndFile() throws {
    func function(
      _ name: String, systemName: String = "s", file: String = "f", startLine: Int64 = 3
    ) -> [UInt8] {
      ProfileBuilder.simple { profile in
        profile.function(9, name, systemName: systemName, file: file, startLine: startLine)
        profile.location(9, mapping: 1, address: 0x400100, lines: [Line(function: 9, line: 5)])
        profile.sample([9, 1], [1, 10])
      }
    }
    let all = [
      function("a"), function("b"), function("a", systemName: "t"), function("a", file: "g"),
      function("a", startLine: 4), function(""),
    ]
    #expect(try locationCount(all) == all.count)
    try expectGoMerges([all, all + all])
  }

  /// A program that the kernel loads elsewhere each time is still the same program.
  @Test func addressesAreRelativeToTheMapping() throws {
    func loaded(at start: UInt64, size: UInt64 = 0x1000, address: UInt64 = 0x10) -> [UInt8] {
      var profile = ProfileBuilder()
      profile.mapping(1, start: start, limit: start &+ size, file: "/bin/app")
      profile.location(1, mapping: 1, address: start &+ address)
      profile.sample([1], [1, 10])
      return profile.bytes
    }
    let cases = [
      [loaded(at: 0x1000), loaded(at: 0x7f00_0000_0000), loaded(at: 0x1000, address: 0x20)],
      // Sizes count in units of 4 KiB.
      [loaded(at: 0x1000, size: 0xfff), loaded(at: 0x9000, size: 0x1000)],
      [loaded(at: 0x1000, size: 0x1001), loaded(at: 0x9000, size: 0x1000)],
      [loaded(at: .max - 5), loaded(at: 5)],
      [loaded(at: 5, size: .max - 3), loaded(at: 5, size: 0)],
    ]
    #expect(try parse(merge(cases[0])).locations.count == 2)
    try expectGoMerges(cases)
  }

  @Test func mappingsAreTheSameByBuildIDElseFile() throws {
    func mapping(
      file: String = "", buildID: String = "", offset: UInt64 = 0, flags: [Int] = []
    ) -> [UInt8] {
      var profile = ProfileBuilder()
      profile.mapping(
        1, start: 0x1000, limit: 0x2000, offset: offset, file: file, buildID: buildID,
        flags: flags)
      profile.location(1, mapping: 1, address: 0x1010)
      profile.sample([1], [1, 10])
      return profile.bytes
    }
    try expectGoMerges([
      [mapping(file: "a", buildID: "id"), mapping(file: "b", buildID: "id")],
      [mapping(file: "a", buildID: "id"), mapping(file: "a", buildID: "other")],
      [mapping(file: "a", buildID: "id"), mapping(file: "id")],
      [mapping(file: "a"), mapping(file: "a", offset: 0x1000), mapping(file: "b")],
      [mapping(), mapping(), mapping(file: "a")],
      [mapping(file: "a", flags: [7]), mapping(file: "a", flags: [7, 8, 9, 10])],
      [mapping(file: "[kernel.kallsyms]_text"), mapping(file: "[kernel.kallsyms]_stext")],
    ])
  }

  @Test func theFirstMappingStaysAndOthersMustBeUsed() throws {
    func profile(mappings: [String], used: UInt64) -> [UInt8] {
      var profile = ProfileBuilder()
      for (index, file) in mappings.enumerated() {
        profile.mapping(UInt64(index + 1), start: 0x1000, limit: 0x2000, file: file)
      }
      profile.location(1, mapping: used, address: 0x1010)
      profile.sample([1], [1, 10])
      return profile.bytes
    }
    let none = profile(mappings: [], used: 0)
    let first = profile(mappings: ["main", "lib", "vdso"], used: 2)
    let second = profile(mappings: ["other", "vdso"], used: 2)
    let dangling = profile(mappings: ["main"], used: 7)
    try expectGoMerges([
      [first], [none, first], [first, second], [second, first], [dangling, first],
      [none, dangling],
    ])
  }
}
