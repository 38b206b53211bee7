import ProfileStore
import Testing

/// The store for tests fails as it is told to, and counts.
@Suite struct FaultyStoreTests {
  private let file = capture("2024-10-12/09-30-00Z.pprof")
  private let store = FaultyStore(wrapping: MemoryStore())
  private let error = StoreError(.timedOut, path: "", message: "no answer")

  init() throws { try store.makeApp("sample") }

  @Test func aFailedCallHasNoEffect() throws {
    store.setFault { [error] in $0.kind == .save ? .fail(error) : nil }
    #expect(failure { try store.put("a", as: file) } == .timedOut)
    #expect(try store.status(of: file) == nil)
    store.setFault(nil)
    try store.put("a", as: file)
  }

  @Test func aCallWhoseAnswerIsLostHasItsEffect() throws {
    store.setFault { [error] in $0.kind == .save ? .failAfter(error) : nil }
    #expect(failure { try store.put("a", as: file) } == .timedOut)
    #expect(text(try store.bytes(of: file)) == "a")
  }

  @Test func aDelayedCallTakesThatMuchLonger() throws {
    store.setFault { _ in .delay(.milliseconds(30)) }
    let duration = try ContinuousClock().measure { try store.put("a", as: file) }
    #expect(duration >= .milliseconds(30))
  }

  @Test func aFaultCanBeOfOnePath() throws {
    store.setFault { [error, file] in $0.path == "\(file)" ? .fail(error) : nil }
    #expect(failure { try store.put("a", as: file) } == .timedOut)
    try store.put("a", as: capture("2024-10-12/10-00-00Z.pprof"))
  }

  @Test func readsOfAContentAreCallsToo() throws {
    let status = try store.put("a", as: file)
    let content = try store.load(file, identity: status.identity)
    store.setFault { [error] in $0.kind == .read ? .fail(error) : nil }
    #expect(failure { try content.bytes() } == .timedOut)
    #expect(store.calls(.read) == 1)
  }

  @Test func everyCallIsCountedByKindAndPath() throws {
    store.resetCalls()
    try store.put("a", as: file)
    _ = failure { try store.put("b", as: file) }
    try store.put("a", as: capture("2024-10-12/10-00-00Z.pprof"))
    #expect(store.calls(.save) == 3)
    #expect(store.calls(StoreOperation(.save, path: "\(file)")) == 2)
    #expect(store.calls(.load) == 0)
  }

  @Test func everyKindOfCallCanFail() throws {
    let status = try store.put("a", as: file)
    let content = try store.load(file, identity: status.identity)
    store.resetCalls()
    store.setFault { [error] _ in .fail(error) }
    let calls: [() throws -> Any?] = [
      { try store.status(of: .root) }, { try store.status(of: file) },
      { try store.apps(below: nil) }, { try store.days(of: sample) },
      { try store.captures(of: sample, in: always) }, { try store.pinned(of: sample) },
      { try store.save([], as: file, expecting: .anything) },
      { try store.load(file, identity: status.identity) }, { try content.bytes() },
      { try store.move(file, to: file, expecting: .anything) }, { try store.delete(file) },
      { try store.deleteCaptures(of: sample, in: always) }, { try store.delete([], of: sample) },
      { try store.make(.pinned(sample)) }, { try store.remove(.app(sample)) },
      { try store.move(sample, to: app("other")) },
    ]
    for call in calls { #expect(failure(of: call) == .timedOut) }
    for kind in StoreOperation.Kind.allCases { #expect(store.calls(kind) == 1, "\(kind)") }
  }
}
