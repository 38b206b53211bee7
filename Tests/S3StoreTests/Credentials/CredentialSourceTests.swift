import ProfileStore
import Synchronization
import TestSupport
import Testing

@testable import S3Store

/// When credentials are fetched, and what callers get meanwhile.
@Suite struct CredentialSourceTests {
  @Test func `credentials without an end are fetched once`() throws {
    let issuer = Issuer(lifetime: nil)
    let source = issuer.source()
    for _ in 0..<3 { #expect(try source.current().accessKey == "key1") }
    issuer.advance(minutes: 100_000)
    #expect(try source.current().accessKey == "key1")
  }

  @Test func `they are replaced five minutes before their end`() throws {
    let issuer = Issuer(lifetime: 60)
    let source = issuer.source()
    #expect(try source.current().accessKey == "key1")
    issuer.advance(minutes: 54)
    #expect(try source.current().accessKey == "key1")
    issuer.advance(minutes: 1)
    #expect(try source.current().accessKey == "key2")
    issuer.advance(minutes: 54)
    #expect(try source.current().accessKey == "key2")
  }

  @Test func `the old ones are used until they really end when new ones can't be had`() throws {
    let issuer = Issuer(lifetime: 60)
    let source = issuer.source()
    #expect(try source.current().accessKey == "key1")
    issuer.fails = true
    issuer.advance(minutes: 56)
    #expect(try source.current().accessKey == "key1")
    issuer.advance(minutes: 3)
    #expect(try source.current().accessKey == "key1")
    issuer.advance(minutes: 1)
    #expect(throws: CredentialError(.unavailable, "down")) { try source.current() }
    issuer.fails = false
    #expect(try source.current().accessKey == "key2")
  }

  @Test func `good ones aren't replaced by every request while that fails`() throws {
    let issuer = Issuer(lifetime: 60)
    let source = issuer.source()
    _ = try source.current()
    issuer.fails = true
    issuer.advance(minutes: 56)
    for _ in 0..<10 { _ = try source.current() }
    #expect(issuer.fetches == 2)
    issuer.advance(minutes: 1)
    for _ in 0..<10 { _ = try source.current() }
    #expect(issuer.fetches == 3)
  }

  @Test func `ones that live for less than the margin are used too`() throws {
    let issuer = Issuer(lifetime: 2)
    let source = issuer.source()
    for _ in 0..<10 { #expect(try source.current().accessKey == "key1") }
    issuer.advance(minutes: 1)
    #expect(try source.current().accessKey == "key2")
  }

  @Test func `ones that the store refuses are fetched anew, others' aren't`() throws {
    let issuer = Issuer(lifetime: nil)
    let source = issuer.source()
    let first = try source.current()
    source.forget(first)
    #expect(try source.current().accessKey == "key2")
    // A slower request tells of the same ones.
    source.forget(first)
    #expect(try source.current().accessKey == "key2")
  }

  @Test(arguments: [false, true])
  func `callers at once make one fetch, and share what it brings`(fails: Bool) {
    let issuer = Issuer(lifetime: 60)
    let source = issuer.source()
    issuer.fails = fails
    issuer.isHeld = true
    let results = Mutex<[String]>([])
    for _ in 0..<8 {
      startThread {
        let key = (try? source.current().accessKey) ?? "failed"
        results.withLock { $0.append(key) }
      }
    }
    #expect(waitUntil { issuer.fetches == 1 && issuer.calls == 8 })
    issuer.isHeld = false
    #expect(waitUntil { results.withLock { $0.count } == 8 })
    #expect(Set(results.withLock { $0 }) == [fails ? "failed" : "key1"])
    // A caller that was held up before it began to wait comes after the failure, and tries anew.
    #expect(fails || issuer.fetches == 1)
  }

  @Test func `who comes while good ones are replaced isn't kept waiting`() throws {
    let issuer = Issuer(lifetime: 60)
    let source = issuer.source()
    _ = try source.current()
    issuer.advance(minutes: 56)
    issuer.isHeld = true
    let replaced = Mutex<String?>(nil)
    startThread {
      let key = try? source.current().accessKey
      replaced.withLock { $0 = key }
    }
    #expect(waitUntil { issuer.fetches == 2 })
    #expect(try source.current().accessKey == "key1")
    issuer.isHeld = false
    #expect(waitUntil { replaced.withLock { $0 } == "key2" })
  }
}

/// Gives out credentials named key1, key2 and so on, on a clock that a test moves.
private final class Issuer: Sendable {
  private struct State {
    var now = Timestamp(milliseconds: 0)
    var fetches = 0
    var calls = 0
    var issued = 0
    var fails = false
    var isHeld = false
  }

  private let state = Mutex(State())
  private let lifetime: Int64?

  /// Each is good for so many minutes.
  init(lifetime: Int64?) { self.lifetime = lifetime }

  /// A source that asks it.
  func source() -> CredentialSource {
    CredentialSource(now: clock) { () throws(CredentialError) in try self.fetch() }
  }

  /// How often it was asked.
  var fetches: Int { state.withLock { $0.fetches } }
  /// How often anybody asked what time it is, as every caller does first.
  var calls: Int { state.withLock { $0.calls } }

  var fails: Bool {
    get { state.withLock { $0.fails } }
    set { state.withLock { $0.fails = newValue } }
  }

  /// Whether who asks has to wait.
  var isHeld: Bool {
    get { state.withLock { $0.isHeld } }
    set { state.withLock { $0.isHeld = newValue } }
  }

  func advance(minutes: Int64) {
    state.withLock { $0.now = $0.now.advanced(byMilliseconds: minutes * Timestamp.minute) }
  }

  private func clock() -> Timestamp {
    state.withLock { state in
      state.calls += 1
      return state.now
    }
  }

  private func fetch() throws(CredentialError) -> Credentials {
    state.withLock { $0.fetches += 1 }
    waitUntil { !isHeld }
    return try state.withLock { state throws(CredentialError) in
      guard !state.fails else { throw CredentialError(.unavailable, "down") }
      state.issued += 1
      let end = lifetime.map { state.now.advanced(byMilliseconds: $0 * Timestamp.minute) }
      return Credentials(accessKey: "key\(state.issued)", secretKey: "x", expiration: end)
    }
  }
}
