import Testing

@testable import Pprof

/// What a merge tells apart has different hashes, even where the profile was made so that they are
/// equal: else each look-up would go through all that there is.
@Suite struct CollisionTests {
  /// Two sequences of 1,024 letters each are the same to every polynomial of 64 bits.
  @Test func stacksOfThueAndMorse() throws {
    let stacks = (0..<16).map { choices in
      (0..<4096).flatMap { position -> [UInt64] in
        let isOdd = (position % 1024).nonzeroBitCount + choices >> (position / 1024)
        return [isOdd % 2 == 0 ? 1 : 2, 3]
      }
    }
    let profile = ProfileBuilder.simple { profile in
      for stack in stacks { profile.sample(stack, [1, 10]) }
    }
    let hashes = hashes(of: stacks.map { $0.map { UInt32($0 - 1) } }, ids: [1, 2, 3])
    #expect(Set(hashes).count == 16)
    try expectGoMerges([[profile]])
  }

  /// The hashes that a merge looks for these stacks by.
  private func hashes(of stacks: [[UInt32]], ids: [UInt32]) -> [UInt64] {
    let wireIDs = ids.map { WireID($0) }
    var batch = SampleBatch()
    for stack in stacks { batch.add(0, stack.span, wireIDs.span, 0) }
    var table = SampleTable(valueCount: 1)
    table.add(batch, values: [1].span, labels: LabelSetTable())
    var hashes = [UInt64]()
    for position in stacks.indices { hashes.append(batch[position].hash) }
    return hashes
  }

  @Test func locationsOfOtherColumns() throws {
    let profile = ProfileBuilder.simple { profile in
      for id in 4...2000 as ClosedRange<UInt64> {
        profile.location(id, lines: [.init(function: 1, line: 1, column: Int64(id))])
        profile.sample([id], [1, 10])
      }
    }
    #expect(Set(HashedProfile(try parse(profile)).locations).count == 2000)
    try expectGoMerges([[profile], [profile, profile]])
  }

  /// Numbers whose upper half is their unit's number.
  @Test func labelsWhoseNumbersUndoTheirUnits() throws {
    let profile = ProfileBuilder.simple { profile in
      let key = UInt64(profile.string("k"))
      for number in 0..<30_000 {
        // Types, a file, a function's name and file, and the key come before.
        profile.sample(
          [1], [1, 10],
          [
            .raw(
              key: key, number: Int64(number + 9) << 32,
              unit: UInt64(profile.duplicateString("u\(number)")))
          ])
      }
    }
    try expectGoMerges([[profile]])
  }

  /// A unit that is an empty string and none are the same but for how they are written.
  @Test func labelsWithEmptyUnits() throws {
    let profile = ProfileBuilder.simple { profile in
      let empty = UInt64(profile.duplicateString(""))
      for choices in 0..<1 << 14 {
        profile.sample(
          [1], [1, 10],
          (0..<14).map { .raw(key: 1, number: 1, unit: choices >> $0 & 1 == 0 ? 0 : empty) })
      }
    }
    #expect(try parse(merge([profile])).sampleCount == 2)
    try expectGoMerges([[profile]])
  }

  /// google/pprof's key is the same for all of them.
  @Test func manySetsOfLabelsThatFold() throws {
    let profile = ProfileBuilder.simple { profile in
      let zero = UInt64(profile.duplicateString("\0"))
      let keys = (100..<300).map { UInt64(profile.duplicateString("k\($0)")) }
      for texts in 0...200 {
        profile.sample(
          [1], [1, 10],
          keys.enumerated().map { position, key in
            position < texts ? .raw(key: key, string: zero) : .raw(key: key, number: 1)
          })
      }
    }
    #expect(try parse(merge([profile])).sampleCount == 1)
    try expectGoMerges([[profile]])
  }

  @Test func linesThatUndoTheirFunctionsNames() throws {
    let profile = ProfileBuilder.simple { profile in
      for id in 4...30_000 as ClosedRange<UInt64> {
        let name = UInt64(profile.duplicateString("f\(id)"))
        profile.message(5) {
          $0.number(1, id)
          $0.number(2, name)
        }
        profile.location(id, lines: [.init(function: id, line: Int64(id - 3) << 32)])
        profile.sample([id], [1, 10])
      }
    }
    #expect(EdgeTable(try parse(profile)).isEmpty)
  }
}
