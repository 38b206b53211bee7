import Glibc
import Pprof
import ProfileStore
import SystemPackage
import TestSupport
import Testing

@testable import ProfileTree

/// What a window costs when its parts are at hand: what is read of the store is counted.
@Suite struct PartsTests {
  let directory = TemporaryDirectory()
  let fixture: TreeFixture

  init() {
    let path = directory.path
    fixture = TreeFixture { $0.cacheDirectory = path }
  }

  /// Stores captures behind the tree, so that none is seen before it is read: 10 an hour, from 09:00.
  private func seed(days: ClosedRange<Int>, hours: Int = 3) throws {
    try fixture.mkdirs("sample")
    for day in days {
      for number in 0..<hours * 10 {
        try put(day, number)
      }
    }
  }

  private func put(_ day: Int, _ number: Int, second: Int = 0) throws {
    let time = Day(year: 2024, month: 10, day: day)!.start.advanced(
      byMilliseconds: Int64(9 * 60 + number * 6) * Timestamp.minute + Int64(second) * 1000)
    let name = CaptureName(time: time)
    let profile = TestProfile(calling: ["main.f\(number % 7)", "main.d\(day)"], at: time)
    _ = try fixture.memory.save(
      profile.gzipped, as: .capture(AppPath("sample")!, name), expecting: .absent)
  }

  /// Reads windows anew, and tells how many captures were read while somebody waited. What is kept
  /// for later is kept afterwards.
  @discardableResult
  private func loads(of windows: String...) throws -> Int {
    fixture.tree.finishBackgroundWork()
    fixture.store.resetCalls()
    let isRead = Flag()
    #expect(fixture.tree.builder.background.run(holding: 0) { isRead.wait() })
    for window in windows {
      try? fixture.unlink("sample/merged/\(window)")
      _ = try fixture.read("sample/merged/\(window)")
    }
    let loads = fixture.store.calls(.load)
    isRead.raise()
    fixture.tree.finishBackgroundWork()
    return loads
  }

  @Test func `a window that was read is read again without a capture`() throws {
    try seed(days: 10...11)
    #expect(try loads(of: "all.pprof") == 60)
    for window in ["all.pprof", "all.pgo", "all.txt"] { #expect(try loads(of: window) == 0) }
  }

  @Test func `captures are read once for all that a build reads`() throws {
    try seed(days: 10...11)
    #expect(try loads(of: "all.pgo") == 60)
    #expect(try loads(of: "all.txt", "2024-10-10.pgo", "2024-10-10T09_2024-10-10T10.pgo") == 0)
    #expect(try loads(of: "2024-10-10.pprof") == 30)
  }

  @Test func `what was written through the tree isn't read again`() throws {
    for minute in 10..<20 {
      try fixture.add("sample/2024-10-12/09-\(minute)-00Z.pprof", capture("main.f"))
    }
    #expect(try loads(of: "all.pgo", "all.txt") == 0)
    #expect(fixture.store.calls(.read) == 0)
  }

  @Test func `the newest capture costs itself`() throws {
    try seed(days: 10...12, hours: 2)
    try loads(of: "all.pprof")
    for number in 20..<25 {
      try put(12, number)
      #expect(try loads(of: "all.pprof") == 1)
      #expect(try loads(of: "all.pgo") == 0)
    }
    try put(13, 0)
    #expect(try loads(of: "all.pgo") == 1)
    #expect(try loads(of: "all.pprof") == 1)
  }

  @Test func `a late capture costs itself and its hour`() throws {
    try seed(days: 10...12)
    try loads(of: "all.pprof")
    try put(11, 15, second: 30)
    #expect(try loads(of: "all.pgo") == 1)
    #expect(try loads(of: "all.pprof") == 11)
    #expect(try loads(of: "2024-10-11.pprof") == 0)
  }

  @Test func `a deleted capture costs its hour`() throws {
    try seed(days: 10...12)
    try loads(of: "all.pprof")
    try fixture.unlink("sample/2024-10-11/10-30-00Z.pprof")
    #expect(try loads(of: "all.pgo") == 0)
    #expect(try loads(of: "all.pprof") == 9)
  }

  @Test func `whole days and hours are used by every window that holds them`() throws {
    try seed(days: 10...12)
    try loads(of: "all.pprof")
    #expect(try loads(of: "2024-10-11_2024-10-12.pprof", "2024-10-10T10_2024-10-12T11.pprof") == 0)
    #expect(try loads(of: "2024-10-11T10-30_2024-10-12T11.pprof") == 5)
  }

  @Test func `summaries that were read last need neither a capture nor the cache's files`() throws {
    try seed(days: 10...11)
    #expect(try loads(of: "all.pgo") == 60)
    _ = shell("rm -r $D/*", environment: ["D": directory.path])
    #expect(try loads(of: "all.pgo", "all.txt", "2024-10-10T10_2024-10-11T11.pgo") == 0)
    fixture.tree.builder.parts?.known.forget()
    #expect(try loads(of: "2024-10-11T10_2024-10-11T12.pgo") == 20)
  }

  @Test func `parts outlive the tree`() throws {
    let (store, cache) = (directory.directory("store"), directory.directory("cache"))
    for attempt in 0..<2 {
      let faulty = FaultyStore(wrapping: try LocalStore(path: store))
      var configuration = TreeConfiguration()
      configuration.cacheDirectory = cache
      let builder = ViewBuilder(
        faulty, configuration, TestClock(), EventLog(clock: TestClock()) { _, _ in })
      let app = AppPath("sample")!
      if attempt == 0 { try faulty.make(.app(app)) }
      for number in 0..<10 where attempt == 0 {
        let time = "2024-10-12 09:0\(number):00Z"
        _ = try faulty.save(
          capture("main.f", at: time), as: .capture(app, CaptureName(time: utc(time))),
          expecting: .absent)
      }
      let captures = try faulty.captures(of: app, in: Window.calendar)
      let selection = Selection(
        span: Window.calendar,
        captures: captures.map { SelectedCapture(app: app, capture: $0) })
      #expect(try builder.build(selection, as: .pprof).bytes != nil)
      #expect(faulty.calls(.load) == (attempt == 0 ? 10 : 0))
      builder.background.drain()
    }
  }

  @Test func `other limits are other parts`() throws {
    try seed(days: 10...10)
    try loads(of: "all.pgo")
    let path = directory.path
    let strict = TreeFixture(store: fixture.memory) {
      $0.cacheDirectory = path
      $0.maxProfile = 10
    }
    #expect(strict.errno { try strict.read("sample/merged/all.pgo") } == .noData)
    // What is too large isn't even fetched.
    #expect(strict.store.calls(.load) == 0)
    #expect(try loads(of: "all.pgo") == 0)
  }

  @Test func `why a capture is left out is remembered`() throws {
    try seed(days: 10...10, hours: 1)
    let name = CaptureName(time: utc("2024-10-10 09:59:00Z"))
    let file = StoreFile.capture(AppPath("sample")!, name)
    _ = try fixture.memory.save([1, 2, 3], as: file, expecting: .absent)
    #expect(try loads(of: "all.txt") == 11)
    let report = try fixture.text("sample/merged/all.txt")
    #expect(report.contains("left out:\n  \(file)  "))
    #expect(try loads(of: "all.txt", "all.pgo") == 0)
    #expect(try fixture.text("sample/merged/all.txt") == report)
  }

  @Test func `a failing store is an error again and again, and then isn't`() throws {
    try seed(days: 10...10, hours: 1)
    for kind in [StoreOperation.Kind.load, .read] {
      fixture.store.setFault { operation in
        operation.kind == kind && operation.path.hasSuffix("09-30-00Z.pprof")
          ? .fail(StoreError(.timedOut, path: operation.path, message: "no answer")) : nil
      }
      for _ in 0..<2 {
        #expect(fixture.errno { try fixture.read("sample/merged/all.pgo") } == .timedOut)
        #expect(fixture.errno { try fixture.read("sample/merged/all.pprof") } == .timedOut)
        fixture.tree.finishBackgroundWork()
      }
    }
    fixture.store.setFault(nil)
    #expect(try callees(fixture.read("sample/merged/all.pgo")).count == 8)
  }

  @Test func `a capture of which a part tells what isn't so is believed by its bytes`() throws {
    try seed(days: 10...10, hours: 1)
    let name = CaptureName(time: utc("2024-10-10 09:59:00Z"))
    let file = StoreFile.capture(AppPath("sample")!, name)
    let status = try fixture.memory.save([1, 2, 3], as: file, expecting: .absent)
    let builder = fixture.tree.builder
    let selected = SelectedCapture(
      app: AppPath("sample")!, capture: StoredCapture(name: name, status: status))
    let lie = try builder.reader.read(LoadedContent(capture("main.lie")), merging: false)
    try #require(builder.parts).store(
      lie.summary.encoded(), as: PartKeys([selected], in: builder.scope).key(.summary, 0..<1))
    #expect(try callees(fixture.read("sample/merged/all.pprof")).count == 8)
    #expect(fixture.eventLines.contains { $0.contains("\(file): left out") })
  }

  @Test func `where nothing can be kept, one event says so`() throws {
    let fixture = TreeFixture { $0.cacheDirectory = "/proc/nowhere" }
    for minute in 10..<30 {
      try fixture.add("sample/2024-10-12/09-\(minute)-00Z.pprof", capture("main.f"))
    }
    for window in ["all.pgo", "all.pprof"] { _ = try fixture.read("sample/merged/\(window)") }
    fixture.tree.finishBackgroundWork()
    #expect(fixture.eventLines.filter { $0.contains("parts of windows aren't kept") }.count == 1)
  }
}
