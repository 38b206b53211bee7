import ProfileStore
import TestSupport
import Testing

@testable import S3Store

/// A window holds what the bucket holds, however its listing came about.
@Suite struct WindowTests {
  private let app = AppPath("sample")!
  private let day = Day("2024-10-12")!

  private func filled(days: Int, capturesADay: Int, keysPerPage: Int = 1000) -> UnreliableBucket {
    let bucket = UnreliableBucket("windows", faults: 0, keysPerPage: keysPerPage)
    for number in 0..<days {
      for hour in 0..<capturesADay {
        let time = day.start.advanced(
          byMilliseconds: Int64(number) * Timestamp.day + Int64(hour) * Timestamp.hour)
        bucket.put("sample/\(CaptureName(time: time))", "capture")
      }
    }
    return bucket
  }

  private func window(_ days: Range<Int64>) -> Range<Timestamp> {
    let (first, end) = (days.lowerBound * Timestamp.day, days.upperBound * Timestamp.day)
    return day.start.advanced(byMilliseconds: first)..<day.start.advanced(byMilliseconds: end)
  }

  @Test func `directories that come meanwhile take no day out of a window`() throws {
    let bucket = filled(days: 3, capturesADay: 3)
    let store = try S3Store.of(bucket, refresh: .seconds(60))
    #expect(try store.captures(of: app, in: window(0..<1)).count == 3)
    let other = AppPath("other")!
    bucket.beforeNextListing { try? store.make(.day(other, day)) }
    bucket.put("other/2024-10-01/09-30-00Z.pprof", "capture")
    _ = try store.apps(below: nil)
    bucket.beforeNextListing {
      try? store.make(.app(AppPath("new")!))
      try? store.make(.day(app, Day("2024-12-25")!))
    }
    #expect(try store.captures(of: app, in: window(0..<3)).count == 9)
  }

  @Test func `a listing of many pages is whole`() throws {
    let bucket = filled(days: 40, capturesADay: 12, keysPerPage: 7)
    let store = try S3Store.of(bucket)
    #expect(try store.captures(of: app, in: window(0..<40)).count == 480)
    #expect(try store.captures(of: app, in: window(3..<20)).count == 204)
    #expect(try store.days(of: app).count == 40)
  }

  @Test func `parts that were listed at other times make a whole window`() throws {
    let bucket = filled(days: 20, capturesADay: 2)
    var random = SeededGenerator("windows")
    let store = try S3Store.of(bucket, refresh: .seconds(60))
    for _ in 0..<200 {
      let first = Int64.random(in: 0..<20, using: &random)
      let end = Int64.random(in: first...20, using: &random)
      let count = try store.captures(of: app, in: window(first..<end)).count
      #expect(count == Int(end - first) * 2)
    }
  }

  @Test func `what another host put is found by who wants the name`() throws {
    let bucket = filled(days: 1, capturesADay: 1)
    let store = try S3Store.of(bucket, refresh: .seconds(60))
    #expect(try store.captures(of: app, in: window(0..<1)).count == 1)
    let name = CaptureName(time: day.start.advanced(byMilliseconds: 60_000))
    bucket.put("sample/\(name)", "theirs")
    let file = StoreFile.capture(app, name)
    #expect(try store.status(of: file) == nil)
    #expect(throws: StoreError.self) { try store.save([1], as: file, expecting: .absent) }
    #expect(try store.status(of: file)?.size == 6)
  }

  @Test func `a directory is made by one of two hosts`() throws {
    let bucket = filled(days: 1, capturesADay: 1)
    let (one, two) = (
      try S3Store.of(bucket, refresh: .seconds(60)), try S3Store.of(bucket, refresh: .seconds(60))
    )
    _ = (try one.days(of: app), try two.days(of: app))
    let directory = StoreDirectory.day(app, Day("2024-12-25")!)
    try one.make(directory)
    #expect(throws: StoreError.self) { try two.make(directory) }
  }

  @Test func `an app that nothing marks stays until it is removed itself`() throws {
    let bucket = filled(days: 1, capturesADay: 1)
    let store = try S3Store.of(bucket, refresh: .seconds(60))
    let name = try #require(try store.captures(of: app, in: window(0..<1)).first).name
    try store.delete(.capture(app, name))
    try store.remove(.day(app, name.day))
    #expect(try store.status(of: .app(app)) != nil)
    try store.remove(.app(app))
    #expect(try store.status(of: .app(app)) == nil)
    #expect(bucket.objects.isEmpty)
  }

  @Test func `what is stored is stored, also where its day can't be marked`() throws {
    let bucket = filled(days: 1, capturesADay: 1)
    let store = try S3Store.of(bucket, refresh: .seconds(60))
    bucket.refuse("/.directory")
    let name = CaptureName(time: day.start.advanced(byMilliseconds: 3 * Timestamp.day))
    _ = try store.save([1], as: .capture(app, name), expecting: .absent)
    #expect(bucket.objects["sample/\(name)"]?.bytes == [1])
    #expect(try store.captures(of: app, in: window(3..<4)).map(\.name) == [name])
  }

  @Test func `a move leaves alone what came to the old name meanwhile`() throws {
    let bucket = filled(days: 1, capturesADay: 1)
    let store = try S3Store.of(bucket, refresh: .seconds(60))
    let old = try #require(try store.captures(of: app, in: window(0..<1)).first).name
    let new = CaptureName(time: old.time.advanced(byMilliseconds: 1))
    bucket.beforeNextWrite { bucket.put("sample/\(old)", "newer") }
    #expect(throws: StoreError.self) {
      try store.move(.capture(app, old), to: .capture(app, new), expecting: .absent)
    }
    #expect(bucket.objects["sample/\(old)"]?.bytes == Array("newer".utf8))
    #expect(bucket.objects["sample/\(new)"]?.bytes == Array("capture".utf8))
  }

  @Test func `of two listings that overlap the one that began later is believed`() {
    var days = KnownDays()
    let (earlier, later) = (ContinuousClock.now - .seconds(2), ContinuousClock.now)
    let capture = StoredCapture(
      name: CaptureName(time: day.start),
      status: FileStatus(
        size: 1, identity: Identity(high: 1, low: 1), modified: Timestamp(milliseconds: 1)))
    days.replace(
      day...day, with: [day: DayListing(captures: [capture])], at: later)
    days.replace(day...day, with: [:], at: earlier)
    #expect(days[day].captures == [capture])
  }
}
