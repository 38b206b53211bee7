import Pprof
import Testing

/// Profiles that no program writes, but that meet every rule of the format and of the merge.
@Suite struct GeneratedMergeTests {
  @Test func theyMergeAsGoMergesThem() throws {
    var random = SeededGenerator("profiles to merge")
    let cases = (0..<400).map { _ in
      let kind = GeneratedProfile(negatives: Bool.random(using: &random) ? 0.5 : 0)
      return (0..<Int.random(in: 1...4, using: &random)).map { _ in kind.make(using: &random) }
    }
    let merged = try expectGoMerges(cases)
    print("\(merged) of \(cases.count) merged")
    #expect(merged > cases.count / 2)
  }

  /// Either the tables add up, or the table says that the merge's must be taken.
  @Test func goReadsTheSameOfTheirEdgesAsOfTheirMerge() throws {
    var random = SeededGenerator("profiles with edges")
    var merges = [[UInt8]]()
    var tables = [[UInt8]]()
    var additive = 0
    for _ in 0..<500 {
      let types = [
        ["samples/count", "cpu/nanoseconds"], ["other/count", "cpu/nanoseconds"],
      ].randomElement(using: &random)!
      let kind = GeneratedProfile(
        negatives: Int.random(in: 0..<4, using: &random) == 0 ? 0.5 : 0,
        hasStartLines: Int.random(in: 0..<8, using: &random) > 0, types: types)
      let profiles = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        kind.make(using: &random)
      }
      do throws(ProfileError) {
        merges.append(try merge(profiles))
      } catch {
        #expect(error.kind == .incompatible)
        continue
      }
      var table = EdgeTable()
      for profile in profiles { table.add(EdgeTable(try parse(profile))) }
      if table.isAdditive { additive += 1 } else { table = EdgeTable(try parse(merges.last!)) }
      tables.append(table.encoded(comments: []))
    }
    print("\(additive) of \(merges.count) cases add up")
    #expect(additive > 50)
    let answers = try GoToolchain.get().preprofile(merges + tables)
    for index in merges.indices { #expect(answers[index] == answers[index + merges.count]) }
  }
}
