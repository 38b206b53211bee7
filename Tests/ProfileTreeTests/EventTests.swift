import ProfileStore
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import ProfileTree

/// `.pgofs/events.log` and `.pgofs/status.json`.
@Suite struct EventTests {
  let fixture = TreeFixture()

  @Test func `an error is a line with time, path, what was wrong and its errno`() throws {
    try fixture.mkdir("sample")
    _ = fixture.errno { try fixture.put("sample/heap", TestProfile.heap.gzipped) }
    let lines = try fixture.text(".pgofs/events.log").split(separator: "\n")
    #expect(
      lines.contains { line in
        line.hasPrefix("2024-10-12 12:00:00Z error sample/heap: not a CPU profile")
          && line.hasSuffix("[\(Errno.invalidArgument)]")
      })
  }

  @Test func `lines are handed on without their times`() {
    let echoed = Mutex<[String]>([])
    let log = EventLog(clock: TestClock()) { level, line in
      echoed.withLock { $0.append("\(level): \(line)") }
    }
    log.record(.note, "one")
    log.record(.error, "two")
    #expect(echoed.withLock { $0 } == ["note: one", "error: two"])
  }

  @Test func `a line that repeats is counted`() {
    let clock = TestClock()
    let log = EventLog(clock: clock) { _, _ in }
    for _ in 0..<5 { log.record(.note, "same") }
    log.record(.note, "other")
    #expect(
      String(decoding: log.text, as: UTF8.self) == """
        2024-10-12 12:00:00Z note same
        2024-10-12 12:00:00Z note the line above, 4 more times
        2024-10-12 12:00:00Z note other

        """)
  }

  @Test func `the log is bounded, and begins with a whole line`() {
    let log = EventLog(clock: TestClock()) { _, _ in }
    let text = String(repeating: "x", count: 1000)
    for n in 0..<3000 { log.record(.note, "\(n) \(text)") }
    #expect(log.text.count <= Limits.eventLogBytes + 2000)
    #expect(
      String(decoding: log.text.prefix(25), as: UTF8.self).hasPrefix("2024-10-12 12:00:00Z note"))
    #expect(String(decoding: log.text.suffix(1100), as: UTF8.self).contains("2999 x"))
  }

  @Test func `an event is one line, whatever a path holds`() throws {
    let log = EventLog(clock: TestClock()) { _, _ in }
    log.record(TreeError(.invalid, "a\nb\u{7f}\t", "is bad\n"))
    #expect(log.text.filter { $0 == 0x0a }.count == 1)
    log.record(.note, String(repeating: "é", count: 100_000))
    #expect(log.text.count < 20_000)
  }

  @Test func `an open log shows what is added`() throws {
    let handle = try fixture.open(".pgofs/events.log")
    let before = try fixture.bytes(of: handle)
    fixture.tree.events.record(.note, "news")
    #expect(try fixture.bytes(of: handle).count > before.count)
    fixture.close(handle)
  }

  @Test func `status.json counts the captures of all apps`() throws {
    try fixture.add("a/2024-10-11/09-00-00Z.pprof", capture("main.f"))
    try fixture.add("a/b/2024-10-12/09-00-00Z.pprof", capture("main.f"))
    let text = try fixture.text(".pgofs/status.json")
    #expect(text.contains("\"captures\": 2"))
    #expect(text.contains("\"left_out\": 0"))
  }

  @Test func `status.json of a sick store is an error`() throws {
    fixture.store.setFault { operation in
      operation.kind == .apps ? .fail(StoreError(.timedOut, path: "", message: "sick")) : nil
    }
    #expect(fixture.errno { try fixture.read(".pgofs/status.json") } == .timedOut)
  }

  @Test func `each kind of failure has an errno of its own`() {
    let kinds: [TreeError.Kind] = [
      .notFound, .exists, .notEmpty, .notDirectory, .isDirectory, .invalid, .torn, .nothing,
      .tooLarge, .busy, .notPermitted, .noSpace, .readOnly, .accessDenied, .timedOut, .crossDevice,
      .stale, .badHandle, .nameTooLong, .failed,
    ]
    #expect(Set(kinds.map { TreeError($0, "", "").errno }).count == kinds.count)
  }
}
