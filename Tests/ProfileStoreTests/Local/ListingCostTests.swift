import Testing

@testable import ProfileStore

/// A store of a million captures costs what is asked of it.
@Suite struct ListingCostTests {
  private let directory = TemporaryDirectory()
  private let store: LocalStore
  private let days = (1...9).map { day("2024-10-0\($0)") }

  init() throws {
    store = try LocalStore(path: directory.path)
    for day in days {
      for hour in 1...4 {
        try directory.write([1], to: "sample/\(day)/0\(hour)-00-00Z_pod.pprof")
      }
    }
  }

  @Test func aDayIsListedWithoutReadingTheOthers() throws {
    let day = days[4]
    #expect(try store.captures(of: sample, in: day.start..<day.end).count == 4)
    // The day's four and one for the listing itself; and nobody asked which other days there are.
    #expect(store.captureListings.cost == 5)
    #expect(store.appListings.cost == 0)
  }

  @Test func aWindowReadsOnlyTheDaysThatItOverlaps() throws {
    let window = days[2].start.advanced(byMilliseconds: 1)..<days[4].start
    #expect(try store.captures(of: sample, in: window).count == 8)
    #expect(store.captureListings.cost == 10)
  }

  @Test func countingCapturesAsksForNoStatus() throws {
    #expect(try store.captureCount(of: sample, in: always) == 36)
    #expect(store.captureListings.cost == 0)
    #expect(store.captureCounts.cost == days.count)
  }

  @Test func aListingThatHasNotChangedIsNotCopied() throws {
    let window = days[0].start..<days[0].end
    func address() throws -> UnsafePointer<StoredCapture>? {
      try store.captures(of: sample, in: window).withUnsafeBufferPointer { $0.baseAddress }
    }
    // Until the directory's last change is old enough for its listing to be used again.
    #expect(try eventually { try address() == address() })
  }

  @Test func aListedCaptureTakes56Bytes() {
    #expect(MemoryLayout<StoredCapture>.stride == 56)
  }
}
