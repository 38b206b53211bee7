import Maintenance
import ProfileStore
import Testing

/// An import takes over every capture once, whatever is there already and however often it is run.
@Suite struct ImportTests {
  private let memory = MemoryStore()
  private let store: FaultyStore
  private let now = instant("2024-10-14")
  private let sample = app("sample")
  // 2024-10-12 09:30:00.250 and .000.
  private let first = "api-1728725400250.pprof"
  private let second = "api-1728725400000.pprof"
  private let firstPath = "sample/2024-10-12/09-30-00.250Z.pprof"
  private let secondPath = "sample/2024-10-12/09-30-00Z.pprof"

  init() { store = FaultyStore(wrapping: memory) }

  @discardableResult
  private func run(
    _ source: MemorySource, limits: ProfileLimits = .init(),
    _ change: (inout ImportOptions) -> Void = { $0.app = app("sample") }
  ) throws -> (report: ImportReport, outcomes: [String: ImportOutcome]) {
    var options = ImportOptions()
    change(&options)
    var work = Import(from: source, into: store, options, limits: limits, now: now)
    var outcomes: [String: ImportOutcome] = [:]
    try work.run(outcome: { name, _, outcome in outcomes[name] = outcome })
    return (work.report, outcomes)
  }

  @Test func `captures get the name of their time, and an app that isn't there is made`() throws {
    let source = MemorySource([first: Profiles.good[0], second: Profiles.good[1]])
    let (report, _) = try run(source)
    #expect(report.stored == 2 && report.present == 0 && report.bad == 0)
    #expect(report.storedBytes == Profiles.good[0].count + Profiles.good[1].count)
    #expect(try memory.paths() == [firstPath, secondPath].sorted())
    #expect(try memory.bytes(of: capture(firstPath)) == Profiles.good[0])
    #expect(try memory.bytes(of: capture(secondPath)) == Profiles.good[1])
  }

  @Test(arguments: [true, false])
  func `again, all are there already, and a bucket's aren't read`(hasTags: Bool) throws {
    let source = MemorySource(
      [first: Profiles.good[0], second: Profiles.good[1]], hasTags: hasTags)
    try run(source)
    _ = source.takeReads()
    store.resetCalls()
    let (report, _) = try run(source)
    #expect(report.stored == 0 && report.present == 2)
    #expect(source.takeReads().isEmpty == hasTags)
    #expect(store.calls(.save) == 0)
    #expect(try memory.paths().count == 2)
  }

  @Test func `without an app, captures go to that of their names`() throws {
    let source = MemorySource([
      first: Profiles.good[0], "web-1728725400250.pprof": Profiles.good[1],
      "team/x/team/x/-1728725400250.pprof": Profiles.good[2],
    ])
    try run(source) { _ in }
    let name = "2024-10-12/09-30-00.250Z.pprof"
    #expect(try memory.paths() == ["api/\(name)", "team/x/\(name)", "web/\(name)"])
  }

  @Test func `captures of several apps aren't mixed in one`() throws {
    let source = MemorySource([
      first: Profiles.good[0], "web-1728725400250.pprof": Profiles.good[1],
    ])
    let error = #expect(throws: ImportError.self) { try run(source) }
    #expect(error?.description.contains("api, web") == true, "\(String(describing: error))")
    #expect(try memory.apps(below: nil) == [])
    try run(source) { ($0.app, $0.only) = (app("prod/web"), "web") }
    #expect(try memory.paths() == ["prod/web/2024-10-12/09-30-00.250Z.pprof"])
    try run(source) { $0.only = "api" }
    #expect(try memory.paths(below: app("api")).count == 1)
  }

  @Test func `where nothing is clear nothing is done`() throws {
    for (files, only, reason) in [
      ([], nil, "nothing in it was written by pgolib"), (["README"], nil, "nothing in it"),
      ([first], "web", "nothing in it is of web; it holds captures of api"),
      (["-1728725400250.pprof"], nil, "name it with --app"),
      (["_x-1728725400250.pprof"], nil, "no app can have the name _x"),
    ] as [([String], String?, String)] {
      let source = MemorySource(
        Dictionary(uniqueKeysWithValues: files.map { ($0, Profiles.good[0]) }))
      let error = #expect(throws: ImportError.self) { try run(source) { $0.only = only } }
      #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }
    #expect(store.calls(.save) == 0 && store.calls(.make) == 0)
  }

  @Test func `what is no capture is left out with the reason`() throws {
    let source = MemorySource([
      first: Profiles.good[0], second: Profiles.torn, "api-1728725400001.pprof": Profiles.page,
      "api-1999999999999.pprof": Profiles.good[1], "README": Profiles.page,
    ])
    let (report, outcomes) = try run(source)
    #expect(report.stored == 1 && report.bad == 3)
    #expect(report.others == 1 && report.firstOther == "README")
    #expect("\(outcomes[second]!)".contains("ends at byte"))
    #expect("\(outcomes["api-1999999999999.pprof"]!)".contains("more than a day ahead"))
    #expect(try memory.paths() == [firstPath])
  }

  @Test(arguments: [true, false])
  func `what is larger than allowed is left out`(hasTags: Bool) throws {
    var limits = ProfileLimits()
    limits.maxProfile = 1000
    let source = MemorySource([first: Profiles.good[0]], hasTags: hasTags)
    let (report, outcomes) = try run(source, limits: limits)
    #expect(report.bad == 1)
    #expect("\(outcomes[first]!)".contains("--max-profile"))
  }

  @Test func `nothing is replaced: another capture of the same time gets a number`() throws {
    try memory.put(Profiles.good[1], as: capture(firstPath))
    let source = MemorySource([first: Profiles.good[0]])
    for stored in [1, 0, 0] {
      #expect(try run(source).report.stored == stored)
      let numbered = "sample/2024-10-12/09-30-00.250Z_2.pprof"
      #expect(try memory.paths() == [firstPath, numbered])
      #expect(try memory.bytes(of: capture(firstPath)) == Profiles.good[1])
      #expect(try memory.bytes(of: capture(numbered)) == Profiles.good[0])
    }
  }

  @Test func `equal bytes of the same time are one capture, whatever its source`() throws {
    let dropped = "sample/2024-10-12/09-30-00.250Z_api.pprof"
    try memory.put(Profiles.good[0], as: capture(dropped))
    #expect(try run(MemorySource([first: Profiles.good[0]])).report.present == 1)
    #expect(try memory.paths() == [dropped])
  }

  @Test func `two directories of one app with captures of the same instant are both kept`() throws {
    for bytes in Profiles.good { try run(MemorySource([first: bytes], hasTags: false)) }
    #expect(try memory.paths().count == Profiles.good.count)
    for bytes in Profiles.good {
      #expect(try run(MemorySource([first: bytes])).report.present == 1)
    }
  }

  @Test func `what comes under the name meanwhile isn't replaced`() throws {
    for bytes in [Profiles.good[0], Profiles.good[1]] {
      try memory.makeApp(sample)
      store.setFault { [memory, firstPath] operation in
        if operation.kind == .save { try? memory.put(bytes, as: capture(firstPath)) }
        return nil
      }
      let report = try run(MemorySource([first: Profiles.good[0]])).report
      #expect(report.present + report.stored == 1)
      #expect(try memory.bytes(of: capture(firstPath)) == bytes)
      store.setFault(nil)
      #expect(try run(MemorySource([first: Profiles.good[0]])).report.present == 1)
      for path in try memory.paths() { try memory.delete(capture(path)) }
    }
  }

  @Test func `a dry run says what would be stored and stores nothing`() throws {
    let source = MemorySource([first: Profiles.good[0], second: Profiles.torn])
    let (report, outcomes) = try run(source) { ($0.app, $0.isDryRun) = (sample, true) }
    #expect(report.stored == 1 && report.bad == 1)
    guard case .stored(let name, _) = outcomes[first] else {
      Issue.record("\(outcomes)")
      return
    }
    #expect("sample/\(name)" == firstPath)
    #expect(try memory.apps(below: nil) == [])
  }

  @Test func `a store that fails ends the import, and the next run goes on`() throws {
    var files: [String: [UInt8]] = [:]
    for number in 0..<40 {
      files["api-\(1_728_725_400_000 + number * 60_000).pprof"] = Profiles.good[number % 4]
    }
    let source = MemorySource(files)
    let calls = NthCall()
    for number in stride(from: 1, to: 90, by: 7) {
      calls.fail(number)
      store.setFault(calls.script(number % 2 == 0 ? .fail(outage) : .failAfter(outage)))
      let failed = (try? run(source)) == nil
      #expect(failed || calls.seen < number)
      for path in try memory.paths() { #expect(try memory.bytes(of: capture(path)) != nil) }
    }
    store.setFault(nil)
    let (report, _) = try run(source)
    #expect(report.stored + report.present == 40)
    #expect(try memory.paths().count == 40)
  }

  @Test func `a file that can't be read is named, a source that doesn't answer an error`() throws {
    let source = MemorySource([first: Profiles.good[0]])
    source.fail(outage)
    #expect(try run(source).report.unreadable == 1)
    source.fail(silence)
    #expect(throws: silence) { try run(source) }
    source.fail(StoreError(.unavailable, path: "list", message: "half a list"))
    #expect(throws: StoreError.self) { try run(source) }
    #expect(try memory.paths() == [])
  }
}
