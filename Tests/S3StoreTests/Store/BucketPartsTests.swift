import ProfileStore
import TestSupport
import Testing

@testable import S3Store

/// What the hosts of a bucket keep in it for each other.
@Suite struct BucketPartsTests {
  private let bucket = UnreliableBucket("parts", faults: 0)

  private func parts() throws -> any SharedParts {
    try #require(try S3Store.of(bucket).sharedParts)
  }

  @Test func `what one host keeps another one has, under .pgofs`() throws {
    let first = try parts()
    for number in 0..<100 { first.save([UInt8(number)], as: "v1/\(number)") }
    first.drain()
    #expect(bucket.objects[".pgofs/parts/v1/7"]?.bytes == [7])
    let found = try parts().load((0..<101).map { "v1/\($0)" })
    #expect(found == (0..<100).map { [UInt8($0)] } + [nil])
  }

  @Test func `no app has them`() throws {
    let store = try S3Store.of(bucket)
    store.sharedParts?.save([1], as: "v1/a")
    store.sharedParts?.drain()
    #expect(bucket.objects.count == 1)
    #expect(try store.apps(below: nil) == [])
    #expect(try store.status(of: .root) != nil)
  }

  @Test func `whose key may not write them leaves it at that`() throws {
    let parts = try parts()
    bucket.refuse("0")
    parts.save([1], as: "v1/0")
    parts.drain()
    let requests = bucket.requests
    for number in 0..<10 { parts.save([1], as: "v1/\(number)") }
    parts.drain()
    #expect(bucket.requests == requests && bucket.objects.isEmpty)
  }

  @Test func `after one that came to nothing the next ones aren't tried`() throws {
    let store = try S3Store.of(bucket)
    let parts = try #require(store.sharedParts)
    bucket.setDark(true)
    for number in 0..<1000 { parts.save([1], as: "v1/\(number)") }
    parts.drain()
    bucket.setDark(false)
    waitUntil { store.outage == nil }
    parts.save([1], as: "v1/0")
    parts.drain()
    #expect(bucket.objects.isEmpty)
  }

  @Test func `while the bucket doesn't answer there are none, at once`() throws {
    let store = try S3Store.of(bucket)
    let parts = try #require(store.sharedParts)
    parts.save([1], as: "v1/0")
    parts.drain()
    bucket.setDark(true)
    #expect(throws: StoreError.self) { try store.make(.app(AppPath("sample")!)) }
    #expect(store.outage != nil)
    for _ in 0..<1000 { #expect(parts.load(["v1/0"]) == [nil]) }
    bucket.setDark(false)
    #expect(try store.apps(below: nil) == [])
    #expect(parts.load(["v1/0"]) == [[1]])
  }
}
