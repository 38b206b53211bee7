import Pprof
import Testing

/// The header of a merge, quirks included.
@Suite struct MergeHeaderTests {
  private func profile(_ build: (inout ProfileBuilder) -> Void) -> [UInt8] {
    ProfileBuilder.simple { profile in
      profile.sample([1], [1, 10])
      build(&profile)
    }
  }

  private static let times: [(times: [Int64], merged: Int64)] = [
    ([5, 0], 0), ([0, 5], 5), ([5, 0, 7], 7), ([5, -3, 7], -3), ([7, 5], 5),
  ]

  @Test(arguments: times)
  func theEarliestTimeWinsUnlessALaterOneIsZero(times: [Int64], expected: Int64) throws {
    let profiles = times.map { time in profile { $0.number(9, time) } }
    #expect(try parse(merge(profiles)).timeNanos == expected)
    try expectGoMerges([profiles])
  }

  @Test func durationsAddUpAndWrap() throws {
    let cases = [[5, 7], [.max, 1], [-1, .min]].map { (durations: [Int64]) in
      durations.map { duration in profile { $0.number(10, duration) } }
    }
    #expect(try parse(merge(cases[0])).durationNanos == 12)
    #expect(try parse(merge(cases[1])).durationNanos == .min)
    try expectGoMerges(cases)
  }

  @Test func theLargestPeriodWins() throws {
    try expectGoMerges(
      [[1, 3, 2], [0, -3], [-3, 0], [-3, -5], [5, -3]].map { periods in
        periods.map { period in profile { $0.number(12, period) } }
      })
  }

  @Test func commentsAreUnited() throws {
    func comments(_ comments: [String]) -> [UInt8] {
      profile { for comment in comments { $0.text(13, comment) } }
    }
    try expectGoMerges([
      [comments(["a", "b"]), comments(["b", "c", "a"])],
      [comments(["a", "a"])],
      [comments([""]), comments(["", "x"])],
      [comments(["a"]), comments(["b"])],
      [profile { $0.message(13) { $0.raw([0, 1, 1, 2]) } }],
    ])
  }

  @Test func theFirstDefaultTypeAndDocumentationWin() throws {
    let none = profile { _ in }
    let one = profile {
      $0.text(14, "cpu")
      $0.text(15, "https://one")
    }
    let other = profile {
      $0.text(14, "samples")
      $0.text(15, "https://other")
    }
    try expectGoMerges([[none, none], [none, one, other], [other, one, none]])
  }

  @Test func framesToDropAreThoseOfTheFirst() throws {
    let none = profile { _ in }
    let some = profile {
      $0.text(7, "drop.*")
      $0.text(8, "keep.*")
    }
    try expectGoMerges([[none, some], [some, none]])
  }

  @Test func periodTypesAreKept() throws {
    let none = profile { _ in }
    let some = profile { $0.valueType(11, "cpu", "nanoseconds") }
    let half = profile { $0.valueType(11, "cpu", "") }
    let twice = profile {
      $0.valueType(11, "wall", "seconds")
      $0.valueType(11, "cpu", "nanoseconds")
    }
    try expectGoMerges([[none, none], [some, twice], [half, half]])
  }

  @Test func differentTypesAreIncompatible() throws {
    let first = ProfileBuilder.simple()
    let others = [
      ProfileBuilder.simple(types: ["cpu/nanoseconds", "samples/count"]),
      ProfileBuilder.simple(types: ["samples/count"]) { $0.sample([1], [1]) },
      ProfileBuilder.simple(types: ["samples/count", "cpu/milliseconds"]),
      profile { $0.valueType(11, "cpu", "nanoseconds") },
    ]
    try expectGoMerges(others.map { [first, $0] })
    for other in others {
      var merger = Merger()
      try merger.add(parse(first))
      let error = try #require(throws: ProfileError.self) { try merger.add(parse(other)) }
      #expect(error.kind == .incompatible)
      // What was refused leaves no trace.
      #expect(try merger.encoded() == merge([first]))
    }
  }

  @Test func nothingCannotBeEncoded() throws {
    let error = try #require(throws: ProfileError.self) { try Merger().encoded() }
    #expect(error.kind == .empty)
    try expectGoMerges([[]])
  }
}
