import Testing

@testable import ProfileStore

struct TimestampTests {
  @Test(
    arguments: [
      (0, 0), (999_999, 0), (1_000_000, 1), (-1, -1), (-1_000_000, -1), (-1_000_001, -2),
      (Int64.max, 9_223_372_036_854), (Int64.min, -9_223_372_036_855),
    ] as [(Int64, Int64)])
  func nanosecondsRoundDownToTheMillisecondThatHoldsThem(nanoseconds: Int64, expected: Int64) {
    #expect(Timestamp(nanoseconds: nanoseconds).milliseconds == expected)
  }

  @Test(
    arguments: [
      (0, 0), (1, 0), (3_599_999, 0), (3_600_000, 3_600_000), (-1, -3_600_000),
      (-3_600_000, -3_600_000), (-3_600_001, -7_200_000), (Int64.min, Int64.min),
      (Int64.max, 9_223_372_036_854_000_000),
    ] as [(Int64, Int64)])
  func anInstantRoundsDownToItsHourAlsoBefore1970(milliseconds: Int64, expected: Int64) {
    let rounded = Timestamp(milliseconds: milliseconds).rounded(downTo: Timestamp.hour)
    #expect(rounded.milliseconds == expected)
  }

  @Test(
    arguments: [
      (0, 5, 5), (Int64.max, 1, Int64.max), (Int64.min, -1, Int64.min),
      (Int64.max, -1, Int64.max - 1),
    ] as [(Int64, Int64, Int64)])
  func advancingSaturates(start: Int64, distance: Int64, expected: Int64) {
    let end = Timestamp(milliseconds: start).advanced(byMilliseconds: distance)
    #expect(end.milliseconds == expected)
  }

  @Test(
    arguments: [
      (0, 0, 0), (1, 999_999_999, 1_999), (-1, 0, -1_000), (-1, 999_000_000, -1),
      (Int64.max, 0, Int64.max), (Int64.min, 0, Int64.min),
    ] as [(Int64, Int64, Int64)])
  func theSystemsTimesSaturate(seconds: Int64, nanoseconds: Int64, expected: Int64) {
    #expect(Timestamp(seconds: seconds, nanoseconds: nanoseconds).milliseconds == expected)
  }

  @Test(arguments: [
    (0, "1970-01-01 00:00:00Z"), (-1, "1969-12-31 23:59:59.999Z"),
    (1_728_725_400_000, "2024-10-12 09:30:00Z"), (1_728_725_400_250, "2024-10-12 09:30:00.250Z"),
    (1_728_725_400_007, "2024-10-12 09:30:00.007Z"), (Int64.min, "0001-01-01 00:00:00Z"),
    (Int64.max, "9999-12-31 23:59:59.999Z"),
  ])
  func itReadsAsADateAndATime(milliseconds: Int64, expected: String) {
    #expect(Timestamp(milliseconds: milliseconds).description == expected)
  }
}
