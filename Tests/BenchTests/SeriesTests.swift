import Testing

@testable import pgofs_bench

@Suite struct SeriesTests {
  @Test("The median is the middle value, or the mean of the two in the middle")
  func median() {
    #expect(Series([5]).median == 5)
    #expect(Series([9, 1, 5]).median == 5)
    #expect(Series([1, 100, 3, 2]).median == 2.5)
  }

  @Test("The least and the greatest are told")
  func bounds() {
    let series = Series([3, 1, 2])
    #expect(series.min == 1)
    #expect(series.max == 3)
  }

  @Test("Ratios and differences are those of the turns, not of the medians")
  func ratios() {
    // The machine is three times slower in the second turn, for both.
    let ours = Series([1, 3, 1])
    let theirs = Series([10, 30, 20])
    #expect((theirs / ours).values == [10, 10, 20])
    #expect((theirs / ours).median == 10)
    #expect((theirs - ours).values == [9, 27, 19])
  }

  @Test("Those that are compared take turns, and the first turn doesn't count")
  func turns() throws {
    var order: [Int] = []
    let turns = try Turns(runs: 2) {
      order.append(order.count)
      return order.count
    } theirs: {
      order.append(order.count)
      return -order.count
    }
    #expect(turns.ours == [3, 5])
    #expect(turns.theirs == [-4, -6])
    #expect(order.count == 6)
  }
}
