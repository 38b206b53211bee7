import ProfileStore
import TestSupport
import Testing

@testable import S3Store

/// What can still be read while the bucket doesn't answer, and what can't.
@Suite struct OutageTests {
  private let app = AppPath("sample")!
  private let day = Day("2024-10-12")!
  private let bucket = UnreliableBucket("outage", faults: 0)
  private let store: S3Store

  init() throws {
    store = try S3Store.of(bucket)
    try store.make(.app(app))
    try store.make(.pinned(app))
    for minute in 0..<3 { _ = try save(minute) }
    _ = try store.save([9], as: pinned, expecting: .absent)
  }

  private var pinned: StoreFile { .pinned(app, PinnedName("v1.pgo")!) }

  private func name(_ minute: Int) -> CaptureName {
    CaptureName(time: day.start.advanced(byMilliseconds: Int64(minute) * Timestamp.minute))
  }

  private func save(_ minute: Int) throws -> FileStatus {
    try store.save([UInt8(minute)], as: .capture(app, name(minute)), expecting: .absent)
  }

  private func captures() throws -> [StoredCapture] {
    try store.captures(of: app, in: day.start..<day.end)
  }

  @Test func `what was listed is listed as it was, and the outage is told`() throws {
    let listed = try captures()
    let pinnedBefore = try store.pinned(of: app)
    let status = try store.status(of: .day(app, day))
    #expect(listed.count == 3 && store.outage == nil)
    bucket.setDark(true)
    #expect(try captures() == listed)
    #expect(try store.apps(below: nil) == ["sample"])
    #expect(try store.days(of: app) == [day])
    #expect(try store.pinned(of: app) == pinnedBefore)
    #expect(try store.status(of: .day(app, day)) == status)
    #expect(try store.status(of: .capture(app, name(1))) == listed[1].status)
    #expect(try store.status(of: .capture(app, name(7))) == nil)
    #expect(try store.status(of: pinned) == pinnedBefore?.first?.status)
    let outage = try #require(store.outage)
    #expect(outage.since <= .now && !outage.reason.isEmpty)
  }

  @Test func `who can do with what was listed doesn't wait for the bucket`() throws {
    _ = try captures()
    bucket.setDark(true)
    _ = try captures()
    let start = ContinuousClock.now
    for _ in 0..<1000 { _ = try captures() }
    // Each request that comes to nothing takes half a second here.
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test func `what never was listed is an error, and never nothing`() throws {
    bucket.setDark(true)
    let earlier = day.start.advanced(byMilliseconds: -1)..<day.end
    #expect(throws: StoreError.self) { try store.captures(of: app, in: earlier) }
    #expect(throws: StoreError.self) { try store.apps(below: app) }
    let other = CaptureName(time: day.end)
    #expect(throws: StoreError.self) { try store.status(of: .capture(app, other)) }
  }

  @Test func `a write fails, and what is believed of the bucket stays`() throws {
    let listed = try captures()
    _ = try store.days(of: app)
    bucket.setDark(true)
    #expect(throws: StoreError.self) { try save(5) }
    #expect(throws: StoreError.self) { try store.make(.day(app, Day("2024-10-13")!)) }
    #expect(throws: StoreError.self) { try store.delete(.capture(app, name(0))) }
    #expect(throws: StoreError.self) {
      try store.load(.capture(app, name(0)), identity: listed[0].status.identity)
    }
    #expect(try captures() == listed)
    #expect(try store.days(of: app) == [day])
  }

  @Test func `once the bucket answers, nothing is old`() throws {
    _ = try captures()
    bucket.setDark(true)
    #expect(try captures().count == 3)
    bucket.put("sample/\(name(30))", "another host's")
    bucket.setDark(false)
    waitUntil { store.outage == nil }
    #expect(try captures().count == 4)
    _ = try save(31)
    #expect(try captures().count == 5)
  }

  @Test func `an outage that nobody looks at ends when the bucket answers`() throws {
    _ = try captures()
    bucket.setDark(true)
    #expect(throws: StoreError.self) { try save(5) }
    #expect(store.outage != nil)
    bucket.put("sample/\(name(30))", "another host's")
    bucket.setDark(false)
    waitUntil { store.outage == nil }
    #expect(try captures().count == 4)
  }

  @Test func `a pinned profile that never was listed is an error, and not missing`() throws {
    let other = try S3Store.of(bucket)
    bucket.setDark(true)
    #expect(throws: StoreError.self) { try other.apps(below: nil) }
    #expect(other.outage != nil)
    #expect(throws: StoreError.self) { try other.status(of: pinned) }
  }

  @Test func `an answer that says no is an answer`() throws {
    #expect(throws: StoreError.self) { try save(0) }
    #expect(store.outage == nil)
    bucket.refuse("04-00Z.pprof")
    #expect(throws: StoreError.self) { try save(4) }
    #expect(store.outage == nil)
  }
}
