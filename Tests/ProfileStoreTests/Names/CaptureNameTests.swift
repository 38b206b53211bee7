import TestSupport
import Testing

@testable import ProfileStore

struct CaptureNameTests {
  private static let day = ProfileStoreTests.day("2024-10-12")

  @Test(
    arguments: [
      ("00-00-00Z.pprof", 0, nil), ("09-30-00Z.pprof", 34_200_000, nil),
      ("23-59-59.999Z.pprof", 86_399_999, nil), ("09-30-00.000Z.pprof", 34_200_000, nil),
      ("09-30-00.250Z_pod-7f9c.pprof", 34_200_250, "pod-7f9c"),
      ("09-30-00Z_a.pprof", 34_200_000, "a"),
      ("09-30-00Z_Pod.1.pprof", 34_200_000, "Pod.1"),
      ("09-30-00Z_x.pprof.pprof", 34_200_000, "x.pprof"),
    ] as [(String, Int64, String?)])
  func aNameSaysItsTimeAndSource(fileName: String, milliseconds: Int64, source: String?) throws {
    let name = try #require(CaptureName(day: Self.day, fileName: fileName))
    #expect(name.time == Self.day.start.advanced(byMilliseconds: milliseconds))
    #expect(name.source == source)
    #expect(name.day == Self.day)
    #expect(name.fileName == fileName)
    #expect(name.description == "2024-10-12/" + fileName)
  }

  @Test(arguments: [
    "", ".pprof", "Z.pprof", "09-30-00Z", "09-30-00Z.pgo", "09-30-00Z.pprof.gz", "09-30-00.pprof",
    "09-30Z.pprof", "9-30-00Z.pprof", "09-30-0Z.pprof", "09:30:00Z.pprof", "24-00-00Z.pprof",
    "09-60-00Z.pprof", "09-30-60Z.pprof", "09-30-00.Z.pprof", "09-30-00.2Z.pprof",
    "09-30-00.25Z.pprof", "09-30-00.2500Z.pprof", "09-30-00,250Z.pprof", "09-30-00z.pprof",
    "09-30-00Z_.pprof", "09-30-00Z_-a.pprof", "09-30-00Z_.a.pprof", "09-30-00Z_a_b.pprof",
    "09-30-00Z_a b.pprof", "09-30-00Z_a/b.pprof", "09-30-00Z_ä.pprof", "09-30-00Z-a.pprof",
    "09-30-00Zpod.pprof", "09-30-00Z.PPROF", " 09-30-00Z.pprof", "09-30-00Z.pprof ",
    "+9-30-00Z.pprof", "-9-30-00Z.pprof", "09-30-00Z_a\n.pprof", "09-30-00Z_a\u{301}.pprof",
    "０9-30-00Z.pprof", ".09-30-00Z.pprof",
  ])
  func anyOtherNameIsNone(fileName: String) {
    #expect(CaptureName(day: Self.day, fileName: fileName) == nil)
  }

  @Test func aSourceHas128CharactersAtMost() {
    let longest = String(repeating: "a", count: 128)
    #expect(CaptureName(day: Self.day, fileName: "09-30-00Z_\(longest).pprof")?.source == longest)
    #expect(CaptureName(day: Self.day, fileName: "09-30-00Z_\(longest)a.pprof") == nil)
  }

  @Test(
    arguments: [
      (nil, "09-30-00Z.pprof"), ("", "09-30-00Z.pprof"), ("pod", "09-30-00Z_pod.pprof"),
      ("a_b c", "09-30-00Z_a-b-c.pprof"), ("--..a", "09-30-00Z_a.pprof"),
      ("-.-", "09-30-00Z.pprof"),
      ("ä", "09-30-00Z.pprof"), ("xä", "09-30-00Z_x--.pprof"), ("a/b", "09-30-00Z_a-b.pprof"),
    ] as [(String?, String)])
  func aSourceBecomesWhatANameCanHold(source: String?, expected: String) {
    let time = Self.day.start.advanced(byMilliseconds: 34_200_000)
    #expect(CaptureName(time: time, source: source).fileName == expected)
  }

  @Test(arguments: [
    0, -1, 1, 999, 1_728_725_400_250, -62_135_596_800_000, 253_402_300_799_999, Int64.min, .max,
  ])
  func theNameOfATimeReadsAsThatTime(milliseconds: Int64) throws {
    for source in [nil, "pod-1", String(repeating: "ü", count: 200) + "x"] as [String?] {
      let name = CaptureName(time: Timestamp(milliseconds: milliseconds), source: source)
      #expect(CaptureName(day: name.day, fileName: name.fileName) == name)
      #expect(name.time == Timestamp(milliseconds: milliseconds).clampedToCalendar)
    }
  }

  @Test func namesOfOneTimeAreInTheOrderOfTheirBytes() {
    var random = SeededGenerator("names in order")
    let sources = ["", "_a", "_a-b", "_a.b", "_a.pprof", "_ab", "_A", "_a-1", "_b"]
    for _ in 0..<500 {
      let names = (0..<2).map { _ in
        ["09-30-00", "09-30-00.000"].randomElement(using: &random)! + "Z"
          + sources.randomElement(using: &random)! + ".pprof"
      }
      let (one, two) = (
        captureName("2024-10-12/" + names[0]), captureName("2024-10-12/" + names[1])
      )
      #expect((one < two) == (names[0] < names[1]), "\(names)")
      #expect((one == two) == (names[0] == names[1]), "\(names)")
    }
  }

  @Test func aNamesBytesAreThoseOfItsText() {
    let longest = String(repeating: "s", count: 128)
    for text in ["00-00-00Z.pprof", "23-59-59.999Z_\(longest).pprof", "09-30-00.000Z_a.pprof"] {
      let name = captureName("2024-10-12/" + text)
      name.withFileName { bytes in
        #expect(String(cString: bytes.baseAddress!) == text)
        #expect(bytes.count == text.utf8.count)
      }
    }
  }

  @Test func capturesAreInOrderOfTimeThenOfTheirNames() {
    let names = [
      "2024-10-11/23-59-59Z_z.pprof", "2024-10-12/09-30-00.000Z.pprof",
      "2024-10-12/09-30-00Z.pprof", "2024-10-12/09-30-00Z_A.pprof", "2024-10-12/09-30-00Z_a.pprof",
      "2024-10-12/09-30-00.001Z.pprof",
    ]
    #expect(names.shuffled().map(captureName).sorted().map(\.description) == names)
  }
}
