import Pprof
import Testing

/// How labels tell samples apart, and how they are written.
@Suite struct MergeLabelTests {
  private func labels(_ sets: [[ProfileBuilder.Label]]) -> [UInt8] {
    ProfileBuilder.simple { profile in
      for set in sets { profile.sample([2, 1], [1, 10], set) }
    }
  }

  @Test func keysAreSortedAndTheOrderOfAKeysValuesCounts() throws {
    let profile = labels([
      [.text("b", "1"), .text("a", "2")],
      [.text("a", "2"), .text("b", "1")],
      [.text("k", "x"), .text("k", "y")],
      [.text("k", "y"), .text("k", "x")],
      [.text("a", "2")],
      [],
    ])
    #expect(try parse(merge([profile])).sampleCount == 5)
    try expectGoMerges([[profile], [profile, profile]])
  }

  @Test func numbersFollowStringsAndKeepTheirUnits() throws {
    try expectGoMerges([
      [
        labels([
          [.number("bytes", 5, unit: "kb"), .text("z", "1"), .number("a", 3)],
          [.number("a", 3), .text("z", "1"), .number("bytes", 5, unit: "kb")],
          [.number("a", 3), .number("a", 4, unit: "s"), .number("a", 5)],
          [.number("a", 3), .number("a", 4), .number("a", 5)],
          [.number("a", 0, unit: "s")],
          [.number("a", -1)],
        ])
      ]
    ])
  }

  @Test func emptyLabelsAreDropped() throws {
    let profile = labels([[.number("a", 0)], [.raw(key: 0)], []])
    #expect(try parse(merge([profile])).sampleCount == 1)
    try expectGoMerges([[profile]])
  }

  /// A string label of the empty string needs a second empty string in the table.
  @Test func emptyStringsAndUnitsCount() throws {
    let profile = ProfileBuilder.simple { profile in
      let empty = UInt64(profile.duplicateString(""))
      let key = UInt64(profile.string("key"))
      profile.sample([1], [1, 1], [.raw(key: key, string: empty)])
      profile.sample([1], [1, 1], [.raw(key: key, unit: empty)])
      profile.sample([1], [1, 1], [.raw(key: key, number: 7, unit: empty)])
      profile.sample([1], [1, 1], [.raw(key: key, number: 7)])
      profile.sample([1], [1, 1], [.raw(key: key, string: key, number: 7, unit: 999)])
    }
    try expectGoMerges([[profile], [profile, profile]])
  }

  /// google/pprof's key doesn't tell these apart: the first one seen stays.
  @Test func aStringLabelCanBeFoldedWithANumberLabel() throws {
    let text = labels([[.text("k", "\0")]])
    let number = labels([[.number("k", 1)]])
    let others = labels([[], [.number("k", 1)], [.text("k", "\0")]])
    #expect(try parse(merge([text, number])).sampleCount == 1)
    try expectGoMerges([[text, number], [number, text], [others], [number, others, text]])
  }
}
