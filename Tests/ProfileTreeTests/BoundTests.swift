import Pprof
import ProfileStore
import Synchronization
import TestSupport
import Testing
import Threads

@testable import ProfileTree

/// What is remembered is bounded.
@Suite struct BoundTests {
  private let app = AppPath("sample")!

  private func view(_ n: Int) throws -> View {
    let selection = Selection(
      span: Window.calendar, captures: [], remarks: ["\(n)"])
    return View(
      name: View.Name(app: app, fileName: "all.pgo"), window: try Window(parsing: "all"),
      format: .pgo, selection: selection)
  }

  private func process(_ n: Int) -> [ProcessIdentity] {
    [ProcessIdentity(id: Int32(n), started: UInt64(n))]
  }

  @Test func `pins that are over are forgotten within a minute`() throws {
    let pins = Pins()
    let view = try view(0)
    for n in 1...1000 { pins.lookedUp(view, by: process(n), now: .milliseconds(n)) }
    pins.opened(view, by: process(1), now: .seconds(1))
    pins.lookedUp(view, by: process(2000), now: .seconds(61))
    #expect(pins.count == 2)
    pins.lookedUp(view, by: process(3000), now: .seconds(700))
    #expect(pins.count == 1)
  }

  @Test func `past their limit the oldest pins go`() throws {
    let pins = Pins()
    let view = try view(0)
    for n in 1...Limits.pins + 1 { pins.opened(view, by: process(n), now: .milliseconds(n)) }
    #expect(pins.count == Limits.pins / 2 + 1)
    let now = Duration.milliseconds(Limits.pins + 1)
    #expect(pins.view(for: view.name, lineage: process(1), now: now) == nil)
    #expect(pins.view(for: view.name, lineage: process(Limits.pins), now: now) === view)
  }

  @Test func `results are bounded in number, whatever their size`() throws {
    let cache = ViewCache(capacity: .max)
    func request(_ n: Int) {
      var version = Fingerprint()
      version.update(UInt64(n))
      let done = Flag()
      cache.request(ViewCache.Key(version: version, format: .pgo)) { _ in
        done.raise()
      } compute: { () throws(ViewCache.Failure) in
        .nothing(reason: "idle")
      }
      done.wait()
    }
    for n in 0...Limits.viewResults { request(n) }
    let started = cache.started
    request(Limits.viewResults)
    #expect(cache.started == started)
    request(0)
    #expect(cache.started == started + 1)
  }

  @Test func `a pool runs jobs in order, waits for all, and ends with its last`() {
    let done = Mutex<[Int]>([])
    let pool = WorkerPool(threads: 1, name: "test")
    for n in 0..<100 { pool.run { done.withLock { $0.append(n) } } }
    pool.drain()
    #expect(done.withLock { $0 } == Array(0..<100))
    let last = Flag()
    do {
      let short = WorkerPool(threads: 2, name: "short")
      short.run { last.raise() }
    }
    #expect(last.wait())
  }
}
