import Pprof
import Testing

/// Which samples are folded together, and what becomes of their values.
@Suite struct MergeSampleTests {
  private func samples(_ samples: [([UInt64], [Int64])]) -> [UInt8] {
    ProfileBuilder.simple { profile in
      for (locations, values) in samples { profile.sample(locations, values) }
    }
  }

  @Test func equalStacksAddUp() throws {
    try expectGoMerges([
      [samples([([3, 2, 1], [1, 10]), ([2, 1], [5, 50]), ([3, 2, 1], [2, 20])])],
      [samples([([2, 1], [1, 10])]), samples([([1, 2], [1, 10]), ([2, 1], [1, 10])])],
      [samples([([], [1, 10]), ([], [2, 20]), ([1, 1], [1, 1])])],
    ])
  }

  @Test func valuesWrap() throws {
    let profile = samples([([1], [.max, -1]), ([1], [1, .min])])
    try expectGoMerges([[profile], [profile, profile]])
  }

  @Test func samplesWithoutValueAreDropped() throws {
    let profile = samples([([3], [0, 0]), ([2, 1], [1, 0]), ([3, 1], [0, 1])])
    try expectGoMerges([[profile], [samples([([1], [0, 0])])], [samples([])]])
  }

  /// What only a sample referred to whose values cancel out goes too, and ids close up.
  @Test func samplesThatCancelOutLeaveNoTrace() throws {
    let one = samples([([3, 2], [1, 10]), ([2, 1], [5, 50]), ([1], [7, 70])])
    let other = samples([([3, 2], [-1, -10])])
    let all = samples([([3, 2], [-1, -10]), ([2, 1], [-5, -50]), ([1], [-7, -70])])
    try expectGoMerges([
      [one, other], [other, one], [one, all], [one, all, one], [all, one, other],
    ])
    #expect(try parse(merge([one, other])).sampleCount == 2)
  }

  @Test func otherMappingsGoWithTheSamplesThatCancelOut() throws {
    func profile(_ values: [[Int64]]) -> [UInt8] {
      ProfileBuilder.simple { profile in
        profile.mapping(2, start: 0x800000, limit: 0x900000, file: "/lib/a.so")
        profile.mapping(3, start: 0xa00000, limit: 0xb00000, file: "/lib/b.so")
        profile.location(4, mapping: 2, address: 0x800010)
        profile.location(5, mapping: 3, address: 0xa00010)
        profile.sample([4, 1], values[0])
        profile.sample([5, 2], values[1])
      }
    }
    let one = profile([[1, 1], [2, 2]])
    try expectGoMerges([
      [one, profile([[-1, -1], [0, 0]])], [one, profile([[0, 0], [-2, -2]])],
      [one, profile([[-1, -1], [-2, -2]])],
    ])
  }
}
