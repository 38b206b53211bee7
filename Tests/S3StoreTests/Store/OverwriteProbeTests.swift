import TestSupport
import Testing

@testable import S3Store

/// Whether a server can be trusted with two hosts that write one name.
@Suite struct OverwriteProbeTests {
  private let bucket = UnreliableBucket("overwriting", faults: 0)

  @Test func `a server that refuses to overwrite is asked once, in a new store twice`() throws {
    let store = try S3Store.of(bucket)
    #expect(store.refusesToOverwrite() == true)
    #expect(bucket.requests["PUT"] == 2)
    #expect(store.refusesToOverwrite() == true)
    #expect(bucket.requests["PUT"] == 3)
    #expect(try store.apps(below: nil) == [])
  }

  @Test func `a server that overwrites is found out`() throws {
    bucket.ignoreConditions()
    let store = try S3Store.of(bucket)
    for _ in 0..<2 { #expect(store.refusesToOverwrite() == false) }
  }

  @Test func `lost answers don't make a good server a bad one`() throws {
    let store = try S3Store.of(bucket)
    bucket.fail(30)
    for _ in 0..<50 { #expect(store.refusesToOverwrite() != false) }
  }

  @Test func `whose key may not write isn't told`() throws {
    bucket.refuse("/probe")
    #expect(try S3Store.of(bucket).refusesToOverwrite() == nil)
  }
}
