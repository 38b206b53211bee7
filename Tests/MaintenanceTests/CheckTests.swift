import Maintenance
import ProfileStore
import Synchronization
import Testing

/// A check reads everything, names what is bad, and never calls good what it didn't read.
@Suite struct CheckTests {
  private let memory = MemoryStore()
  private let store: FaultyStore
  private let first = capture("prod/api/2024-10-12/09-30-00Z.pprof")
  private let second = capture("prod/api/2024-10-12/09-40-00Z.pprof")
  private let pinned = StoreFile.pinned(app("sample"), PinnedName("v1.pgo")!)

  init() throws {
    store = FaultyStore(wrapping: memory)
    try memory.put(Profiles.good[0], as: first)
    try memory.put(Profiles.good[1], as: second)
    try memory.put(Profiles.good[2], as: capture("sample/2024-10-13/00-00-00Z.pprof"))
    try memory.put(Profiles.good[3], as: pinned)
  }

  private func findings(
    of app: AppPath? = nil, limits: ProfileLimits = .init()
  ) throws -> (report: CheckReport, findings: [CheckFinding]) {
    var findings: [CheckFinding] = []
    let report = try Check(store, app: app, limits: limits).run(finding: { findings.append($0) })
    return (report, findings)
  }

  @Test func `captures and pinned profiles of apps of any depth are read`() throws {
    let (report, findings) = try findings()
    #expect(findings == [])
    #expect(report.captures == 3 && report.pinned == 1)
    #expect(report.bytes == Profiles.good.reduce(0) { $0 + $1.count })
    #expect(store.calls(.load) == 4)
  }

  @Test func `what isn't a whole CPU profile is bad, and named in order with the reason`() throws {
    try memory.put(Profiles.torn, as: first)
    try memory.put(Profiles.page, as: second)
    try memory.put([], as: pinned)
    let (report, findings) = try findings()
    #expect(report.captures == 1 && report.pinned == 0 && report.bad == 3)
    #expect(findings.count == 3)
    for (finding, (file, word)) in zip(
      findings, [(first, "ends at byte"), (second, "profile"), (pinned, "empty")])
    {
      guard case .bad(file, let reason) = finding else {
        Issue.record("\(finding)")
        continue
      }
      #expect(reason.contains(word), "\(reason)")
    }
  }

  @Test func `what a mount wouldn't take for its size is bad, and isn't read`() throws {
    var limits = ProfileLimits()
    limits.maxProfile = 1000
    let (report, findings) = try findings(limits: limits)
    #expect(report.bad == 4)
    #expect(findings.allSatisfy { "\($0)".contains("--max-profile=1000 is the limit") })
    #expect(store.calls(.load) == 0)
    limits = ProfileLimits()
    limits.maxInflated = 1000
    let inflated = try self.findings(limits: limits)
    #expect(inflated.report.bad == 4)
    #expect(inflated.findings.allSatisfy { "\($0)".contains("--max-inflated sets the limit") })
  }

  @Test func `an app is checked with those below it`() throws {
    #expect(try findings(of: app("prod")).report.captures == 2)
    #expect(try findings(of: app("sample")).report.pinned == 1)
    #expect(throws: StoreError.self) { try findings(of: app("other")) }
  }

  @Test func `what is removed meanwhile is not bad`() throws {
    store.setFault { [memory, first] operation in
      if operation.kind == .load, operation.path == "\(first)" { try? memory.delete(first) }
      return nil
    }
    let (report, findings) = try findings()
    #expect(report.captures == 2 && report.bad == 0 && findings == [])
  }

  @Test func `what is replaced meanwhile is checked as it is then`() throws {
    store.setFault { [memory, first] operation in
      if operation.kind == .load, operation.path == "\(first)",
        (try? memory.bytes(of: first)) != Profiles.torn
      {
        try? memory.put(Profiles.torn, as: first)
      }
      return nil
    }
    let (report, findings) = try findings()
    #expect(report.captures == 2 && report.bad == 1 && findings.count == 1)
  }

  @Test func `what can't be read is named, and the rest is checked`() throws {
    store.setFault { [first] in
      $0.kind == .read && $0.path == "\(first)" ? .fail(outage) : nil
    }
    let (report, findings) = try findings()
    #expect(findings == [.unreadable(first, outage)])
    #expect(report.captures == 2 && report.pinned == 1 && report.unreadable == 1)
  }

  @Test func `a store that doesn't answer ends the check`() throws {
    store.setFault { $0.kind == .load ? .fail(silence) : nil }
    #expect(throws: silence) { try findings() }
  }

  @Test func `a store whose files can't be read ends the check`() throws {
    for number in 0..<200 {
      let name = CaptureName(time: instant("2024-10-14", 0, number))
      try memory.put(Profiles.page, as: .capture(app("sample"), name))
    }
    store.setFault { $0.kind == .load ? .fail(outage) : nil }
    #expect(throws: outage) { try findings() }
  }

  @Test func `whichever call fails, the store isn't called good`() throws {
    let calls = NthCall()
    store.setFault(calls.script(.fail(outage)))
    calls.fail(.max)
    _ = try findings()
    let count = calls.seen
    #expect(count > 10)
    for number in 1...count {
      calls.fail(number)
      guard let (report, findings) = try? findings() else { continue }
      #expect(report.unreadable == 1 && findings.count == 1, "call \(number)")
    }
  }
}
