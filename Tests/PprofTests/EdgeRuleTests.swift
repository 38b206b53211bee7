import Pprof
import Testing

/// How Go's compiler weighs call edges, rule by rule.
@Suite struct EdgeRuleTests {
  private typealias Line = ProfileBuilder.Line

  /// Expects Go to read the same of a profile's edge table as of the profile, and returns it.
  @discardableResult
  private func edges(
    _ profile: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> GoToolchain.Answer {
    let table = EdgeTable(try parse(profile))
    let answers = try GoToolchain.get().preprofile([profile, table.encoded(comments: ["x"])])
    #expect(answers[0] == answers[1], sourceLocation: sourceLocation)
    let isEmpty = answers[0] == .bytes(Array("GO PREPROFILE V1\n".utf8))
    if case .bytes = answers[0] {
      #expect(table.isEmpty == isEmpty, sourceLocation: sourceLocation)
    }
    return answers[0]
  }

  private func text(_ lines: String) -> GoToolchain.Answer {
    .bytes(Array(("GO PREPROFILE V1\n" + lines).utf8))
  }

  @Test func onlyTheTwoInnermostLocationsCount() throws {
    let answer = try edges(ProfileBuilder.simple { $0.sample([3, 2, 1], [7, 70]) })
    #expect(answer == text("work\nleaf\n18 7\n"))
  }

  @Test func theFirstTypeOfCountsOrCPUTimeIsTheWeight() throws {
    for (types, weight) in [
      (["cpu/nanoseconds", "samples/count"], 1), (["other/count", "cpu/nanoseconds"], 2),
      (["samples/bytes", "samples/count", "cpu/nanoseconds"], 2),
    ] {
      let values = (1...Int64(types.count)).map { $0 }
      let profile = ProfileBuilder.simple(types: types) { $0.sample([2, 1], values) }
      #expect(try edges(profile) == text("main\nwork\n9 \(weight)\n"))
    }
  }

  @Test func anotherKindOfProfileHasNoEdges() throws {
    let heap = ProfileBuilder.simple(types: ["inuse_space/bytes"]) { $0.sample([2, 1], [1]) }
    #expect(EdgeTable(try parse(heap)).isEmpty)
  }

  @Test func inlinedCallsAreEdges() throws {
    try edges(
      ProfileBuilder.simple { profile in
        profile.location(
          4, address: 9,
          lines: [
            Line(function: 3, line: 5), Line(function: 2, line: 6), Line(function: 1, line: 7),
          ])
        profile.sample([4], [1, 10])
        profile.sample([4, 2], [2, 20])
        profile.sample([3, 4], [4, 40])
        profile.sample([4, 4], [8, 80])
      })
  }

  /// A function that calls itself is an edge only between two nodes.
  @Test func recursionNeedsTwoNodes() throws {
    let direct = ProfileBuilder.simple { profile in
      profile.location(4, address: 0x400100, lines: [Line(function: 1, line: 10)])
      profile.sample([1, 1], [1, 10])
      profile.sample([4, 1], [2, 20])
    }
    #expect(try edges(direct) == text("main\nmain\n9 2\n"))
    let inlined = ProfileBuilder.simple { profile in
      profile.location(
        4, address: 1, lines: [Line(function: 1, line: 10), Line(function: 1, line: 10)])
      profile.location(
        5, address: 1, lines: [Line(function: 1, line: 10), Line(function: 1, line: 11)])
      profile.sample([4], [1, 10])
      profile.sample([5], [2, 20])
      profile.sample([5, 5], [4, 40])
      profile.sample([4, 5, 1], [8, 80])
    }
    try edges(inlined)
  }

  @Test func anEdgeCountsOncePerSample() throws {
    let profile = ProfileBuilder.simple { profile in
      profile.location(
        4, address: 1,
        lines: [
          Line(function: 2, line: 5), Line(function: 1, line: 6), Line(function: 2, line: 5),
          Line(function: 1, line: 6),
        ])
      profile.sample([4], [1, 10])
      profile.sample([4, 4], [2, 20])
    }
    try edges(profile)
  }

  @Test func locationsWithoutLinesAreNodesWithoutName() throws {
    try edges(
      ProfileBuilder.simple { profile in
        profile.location(4, address: 5)
        profile.location(5, address: 6)
        profile.location(6, address: 5)
        profile.function(7, "")
        profile.location(7, address: 5, lines: [Line(function: 7, line: 1)])
        profile.sample([4, 1], [1, 10])
        profile.sample([1, 4], [2, 20])
        profile.sample([5, 4], [4, 40])
        profile.sample([6, 4], [8, 80])
        profile.sample([7, 4], [16, 160])
        profile.sample([4, 7], [32, 320])
      })
  }

  @Test func offsetsWrapAndMayBeNegative() throws {
    try edges(
      ProfileBuilder.simple { profile in
        profile.function(4, "far", startLine: .min)
        profile.location(4, address: 5, lines: [Line(function: 4, line: .max)])
        profile.function(5, "early", startLine: 100)
        profile.location(5, address: 6, lines: [Line(function: 5, line: 3)])
        for caller: UInt64 in [4, 5] { profile.sample([1, caller], [1, 10]) }
        profile.sample([4, 4], [1, 10])
        profile.sample([5, 5], [1, 10])
      })
  }

  @Test func samplesOfOneFrameOrNoneAreNoEdges() throws {
    let profile = ProfileBuilder.simple { profile in
      profile.sample([1], [1, 10])
      profile.sample([], [2, 20])
      profile.sample([2, 1], [0, 30])
    }
    #expect(try edges(profile) == text(""))
    #expect(try edges(ProfileBuilder.simple { _ in }) == text(""))
    #expect(EdgeTable().isEmpty)
  }

  /// Go refuses profiles of programs that were built before Go 1.20.
  @Test func withoutStartLinesGoRefusesBoth() throws {
    for samples in [[[2, 1]], [[1]], []] as [[[UInt64]]] {
      var profile = ProfileBuilder()
      for id: UInt64 in [1, 2] {
        profile.function(id, "f\(id)", startLine: 0)
        profile.location(id, lines: [Line(function: id, line: 5)])
      }
      for sample in samples { profile.sample(sample, [1, 10]) }
      let answer = try edges(profile.bytes)
      if case .error = answer {} else { #expect(samples.isEmpty) }
    }
  }

  /// Differences of profiles have negative weights; Go drops the nodes that cancel out.
  @Test func weightsThatCancelOut() throws {
    let samples: [([UInt64], Int64)] = [
      ([2, 1], 5), ([2, 1], -5), ([3, 1], 3), ([3, 2], -3), ([1, 2], 4), ([1, 3], -4), ([3], 1),
      ([2, 3], -7), ([1], -2), ([1, 1], 6),
    ]
    for mask in 1..<(1 << samples.count) {
      guard mask % 7 == 3 else { continue }
      let profile = ProfileBuilder.simple { profile in
        for (index, sample) in samples.enumerated() where mask & 1 << index != 0 {
          profile.sample(sample.0, [sample.1, 1])
        }
      }
      try edges(profile)
    }
  }

  @Test func negativeAndOverflowingWeightsDoNotAdd() throws {
    func table(_ weights: [Int64]) throws -> EdgeTable {
      EdgeTable(
        try parse(
          ProfileBuilder.simple { profile in
            for weight in weights { profile.sample([2, 1], [weight, 1]) }
          }))
    }
    #expect(try table([1, .max - 1]).isAdditive)
    #expect(try !table([2, .max - 1]).isAdditive)
    #expect(try !table([-1]).isAdditive)
    var sum = try table([.max])
    #expect(sum.isAdditive)
    sum.add(try table([1]))
    #expect(!sum.isAdditive)
  }

  /// A merge moves mappings, which can bring two nodes to the same address.
  @Test func nodesThatAMergeMayJoinDoNotAdd() throws {
    func profile(library: UInt64, used: Bool) -> [UInt8] {
      var profile = ProfileBuilder()
      profile.function(1, "f", startLine: 1)
      profile.function(2, "g", startLine: 1)
      profile.mapping(1, start: 0x1000, limit: 0x2000, file: "/bin/app")
      profile.mapping(2, start: library, limit: library + 0x1000, file: "/lib/a.so")
      profile.location(1, mapping: 1, address: 0x1010, lines: [Line(function: 1, line: 5)])
      profile.location(2, mapping: 2, address: library + 0x10, lines: [Line(function: 1, line: 5)])
      profile.location(3, mapping: 2, address: library + 0x20, lines: [Line(function: 2, line: 5)])
      profile.sample([1, 3], [1, 10])
      if used { profile.sample([2, 1], [1, 10]) }
      return profile.bytes
    }
    // The library lies on the program in one source, as no kernel would do it.
    let profiles = [profile(library: 0x1000, used: false), profile(library: 0x9000, used: true)]
    let merged = try merge(profiles)
    let table = EdgeTable(try parse(merged))
    #expect(try !sum(profiles).isAdditive)
    #expect(try sum(profiles).encoded(comments: []) != table.encoded(comments: []))
    try edges(merged)
  }

  @Test func commentsAreKept() throws {
    let bytes = EdgeTable(try parse(ProfileBuilder.simple())).encoded(comments: ["first", "last"])
    let merged = String(decoding: try merge([bytes]), as: UTF8.self)
    #expect(merged.contains("first") && merged.contains("last"))
  }
}
