import Testing

@testable import ProfileStore

struct DayTests {
  @Test(arguments: [
    ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2024-02-29", 19_782),
    ("2024-10-12", 20_008), ("1600-02-29", -135_081), ("0001-01-01", -719_162),
    ("9999-12-31", 2_932_896),
  ])
  func aDateHasItsNumberAndTheNumberItsDate(text: String, number: Int) {
    #expect(Day(text)?.number == number)
    #expect(Day(number: number)?.description == text)
  }

  @Test(arguments: [
    "2023-02-29", "1900-02-29", "2100-02-29", "2024-02-30", "2024-04-31", "2024-13-01",
    "2024-00-10", "2024-01-00", "2024-01-32", "0000-01-01", "9999-99-99",
  ])
  func anImpossibleDateHasTheFormButIsNoDay(text: String) {
    #expect(Day.looksLikeDay(text))
    #expect(Day(text) == nil)
  }

  @Test(arguments: [
    "", "2024", "2024-1-1", "2024-10-12 ", " 2024-10-12", "2024/10/12", "2024-10-12x", "+024-10-12",
    "-024-10-12", "2024-10--1", "20241012", "٢٠٢٤-10-12", "2024-10-1\u{0}", "2024-10-1２",
  ])
  func whatIsNotFourTwoAndTwoDigitsHasNotTheForm(text: String) {
    #expect(!Day.looksLikeDay(text))
    #expect(Day(text) == nil)
  }

  @Test func everyDayFollowsTheOneBeforeIt() throws {
    var previous = try #require(Day("1899-12-31"))
    for year in 1900...2101 {
      for month in 1...12 {
        for dayOfMonth in 1...Day.length(ofMonth: month, year: year) {
          let next = try #require(Day(year: year, month: month, day: dayOfMonth))
          #expect(next.number == previous.number + 1)
          #expect(next.date == (year, month, dayOfMonth))
          #expect(previous.end == next.start)
          previous = next
        }
      }
    }
  }

  @Test(
    arguments: [
      (0, "1970-01-01"), (-1, "1969-12-31"), (86_399_999, "1970-01-01"), (86_400_000, "1970-01-02"),
      (Int64.min, "0001-01-01"), (Int64.max, "9999-12-31"),
    ] as [(Int64, String)])
  func everyInstantIsInADay(milliseconds: Int64, expected: String) {
    #expect(Day(containing: Timestamp(milliseconds: milliseconds)).description == expected)
  }

  @Test func numbersOutsideOfTheCalendarAreNoDays() {
    #expect(Day(number: -719_163) == nil)
    #expect(Day(number: 2_932_897) == nil)
    #expect(Day(number: .min) == nil)
    #expect(Day(number: .max) == nil)
  }
}
