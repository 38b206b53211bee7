import Maintenance
import ProfileStore
import ProfileTree
import Testing

/// A prune deletes what its criteria name, and nothing else.
@Suite struct PruneTests {
  private let memory = MemoryStore()
  private let store: FaultyStore
  private let now = instant("2024-10-14", 12)
  private let old = "sample/2024-10-11/09-00-00Z.pprof"
  private let middle = [
    "sample/2024-10-12/09-00-00Z.pprof", "sample/2024-10-12/10-00-00Z.pprof",
  ]
  private let new = "sample/2024-10-14/09-00-00Z.pprof"
  private let inner = "sample/canary/2024-10-12/09-30-00Z.pprof"
  private let other = "other/2024-10-10/09-00-00Z.pprof"
  private var all: [String] { ([old, new, inner, other] + middle).sorted() }

  init() throws {
    store = FaultyStore(wrapping: memory)
    try memory.fill([old, new, inner, other] + middle)
  }

  private func prune(
    of app: AppPath? = nil, isDryRun: Bool = false, _ change: (inout PruneCriteria) -> Void
  ) throws -> (report: PruneReport, gone: [String]) {
    var criteria = PruneCriteria()
    change(&criteria)
    var gone: [String] = []
    var prune = Prune(store, criteria, app: app, now: now, isDryRun: isDryRun)
    try prune.run(going: { gone.append("\($0)") })
    if !isDryRun { #expect(try memory.paths() == all.filter { !gone.contains($0) }) }
    #expect(prune.report.deleted == gone.count && prune.report.deletedBytes == 10 * gone.count)
    return (prune.report, gone)
  }

  @Test func `captures before an instant go, by the time in their names`() throws {
    let (report, gone) = try prune { $0.before = instant("2024-10-12", 9, 30) }
    #expect(gone == [other, old, middle[0]])
    #expect(report.removedDays == 2)
  }

  @Test func `captures in a window go`() throws {
    #expect(try prune { $0.window = try? Window(parsing: "2024-10-12") }.gone == middle + [inner])
  }

  @Test func `a window may be counted from the newest capture of each app`() throws {
    let (_, gone) = try prune { $0.window = try? Window(parsing: "newest1d") }
    // Whole days before that of the newest one.
    #expect(gone == [])
    try memory.fill(["sample/2024-10-13/23-00-00Z.pprof"])
    var criteria = PruneCriteria()
    criteria.window = try Window(parsing: "newest1d")
    var prune = Prune(memory, criteria, now: now)
    try prune.run()
    #expect(try memory.paths() == all)
  }

  @Test func `the oldest of all apps go until the rest fits`() throws {
    let (report, gone) = try prune { $0.maxBytes = 35 }
    #expect(Set(gone) == [other, old, middle[0]])
    #expect(report.bytesLeft == 30)
  }

  @Test func `nothing goes where all fits`() throws {
    let (report, gone) = try prune { $0.maxBytes = 60 }
    #expect(gone == [] && report.bytesLeft == 60)
  }

  @Test func `what any of the criteria names goes, and the size is that of the rest`() throws {
    let (report, gone) = try prune {
      $0.before = instant("2024-10-11")
      $0.window = try? Window(parsing: "2024-10-14")
      $0.maxBytes = 30
    }
    #expect(Set(gone) == [other, new, old] && report.bytesLeft == 30)
  }

  @Test func `the newest captures of each app stay, whatever names them`() throws {
    let (report, gone) = try prune {
      $0.before = now
      $0.maxBytes = 0
      $0.keptPerApp = 1
    }
    #expect(gone == [old] + middle)
    #expect(report.kept == 3 && report.bytesLeft == 30)
  }

  @Test func `an app is pruned with those below it`() throws {
    #expect(try prune(of: app("sample")) { $0.maxBytes = 10 }.gone == [old] + middle + [inner])
    #expect(throws: StoreError.self) { try prune(of: app("nosuch")) { $0.maxBytes = 0 } }
  }

  @Test func `a dry run says the same and deletes nothing`() throws {
    for criteria: (inout PruneCriteria) -> Void in [
      { $0.before = instant("2024-10-12", 9, 30) }, { $0.maxBytes = 25 },
      { ($0.window, $0.keptPerApp) = (try? Window(parsing: "all"), 2) },
    ] {
      let said = try prune(isDryRun: true, criteria)
      #expect(try memory.paths() == all)
      #expect(said.report.removedDays == 0)
      let gone = try prune(criteria)
      #expect(said.gone == gone.gone && said.report.kept == gone.report.kept)
      #expect(said.report.bytesLeft == gone.report.bytesLeft)
      try memory.fill(all)
    }
  }

  @Test func `pinned profiles stay and don't count`() throws {
    let pinned = StoreFile.pinned(app("sample"), PinnedName("v1.pgo")!)
    try memory.put([UInt8](repeating: 0, count: 100), as: pinned)
    #expect(try prune { $0.maxBytes = 60 }.gone == [])
    #expect(try prune { $0.before = now }.gone.count == 6)
    #expect(try memory.bytes(of: pinned)?.count == 100)
  }

  @Test func `days that become empty are removed, and no others`() throws {
    try memory.make(.day(app("sample"), Day("2024-10-01")!))
    #expect(try prune { $0.before = instant("2024-10-12", 9, 30) }.report.removedDays == 2)
    let days = ["2024-10-01", "2024-10-12", "2024-10-14"]
    #expect(try memory.days(of: app("sample")).map { "\($0)" } == days)
    #expect(try memory.days(of: app("other")) == [])
  }

  @Test func `what comes or is replaced meanwhile stays`() throws {
    let late = "sample/2024-10-11/08-00-00Z.pprof"
    store.setFault { [memory, middle] operation in
      if operation.kind == .deleteListed, operation.path == "sample" {
        try? memory.fill([late, middle[0]], bytes: 20)
      }
      return nil
    }
    var criteria = PruneCriteria()
    criteria.before = now
    var prune = Prune(store, criteria, app: app("sample"), now: now)
    try prune.run()
    #expect(prune.report.deleted == 4 && prune.report.removedDays == 2)
    #expect(try memory.paths() == [late, middle[0], other].sorted())
  }

  @Test func `a store that fails ends the prune, which says what is gone`() throws {
    store.setFault { $0.kind == .deleteListed && $0.path == "sample" ? .fail(outage) : nil }
    var criteria = PruneCriteria()
    criteria.before = now
    var prune = Prune(store, criteria, now: now)
    #expect(throws: outage) { try prune.run() }
    #expect(prune.report.deleted == 1 && prune.report.deletedBytes == 10)
    #expect(try memory.paths() == all.filter { $0 != other })
  }

  @Test func `whichever call fails, nothing else goes than what is named`() throws {
    let calls = NthCall()
    var criteria = PruneCriteria()
    (criteria.maxBytes, criteria.keptPerApp) = (25, 1)
    criteria.window = try Window(parsing: "2024-10-11")
    var number = 1
    while true {
      let memory = MemoryStore()
      try memory.fill(all)
      let store = FaultyStore(wrapping: memory)
      store.setFault(calls.script(.fail(outage)))
      calls.fail(number)
      var prune = Prune(store, criteria, now: now)
      let isWhole = (try? prune.run()) != nil
      let left = try memory.paths()
      #expect(left.contains(other) && left.contains(new) && left.contains(inner), "\(number)")
      #expect(prune.report.deleted == all.count - left.count, "\(number)")
      if isWhole { break }
      number += 1
    }
    #expect(number > 15)
  }

  @Test func `a year of few captures is listed with few calls`() throws {
    let first = Day("2023-01-01")!.number
    for number in 0..<365 {
      try memory.fill(["sparse/\(Day(number: first + number)!)/09-00-00Z.pprof"])
    }
    var criteria = PruneCriteria()
    criteria.before = instant("2024-10-01")
    var prune = Prune(store, criteria, app: app("sparse"), now: now)
    try prune.run()
    #expect(prune.report.deleted == 365 && prune.report.removedDays == 365)
    #expect(store.calls(.captures) < 20 && store.calls(.deleteListed) < 20)
  }
}
