import ProfileStore
import SystemPackage
import TestSupport
import Testing

@testable import ProfileTree

/// What windows hold. The clock stands at 2024-10-12 12:00 UTC.
@Suite struct WindowTests {
  let fixture = TreeFixture()

  private func held(_ path: String) throws -> [String] { try callees(fixture.read(path)) }

  @Test func `a date holds the captures of its day`() throws {
    try fixture.add("sample/2024-10-11/23-59-59.999Z.pprof", capture("main.before"))
    try fixture.add("sample/2024-10-12/00-00-00Z.pprof", capture("main.first"))
    try fixture.add("sample/2024-10-12/23-59-59.999Z.pprof", capture("main.last"))
    try fixture.add("sample/2024-10-13/00-00-00Z.pprof", capture("main.after"))
    #expect(try held("sample/merged/2024-10-12.pprof") == ["main.first", "main.last"])
  }

  @Test func `an instant ends a window exclusively`() throws {
    for hour in ["09", "10", "11"] {
      try fixture.add("sample/2024-10-12/\(hour)-00-00Z.pprof", capture("main.f\(hour)"))
    }
    let path = "sample/merged/2024-10-12T09_2024-10-12T11.pprof"
    #expect(try held(path) == ["main.f09", "main.f10"])
  }

  @Test func `last24h moves at the full hour, settle late`() throws {
    fixture.clock.set(utc("2024-10-12 12:04:59.999Z"))
    try fixture.add("sample/2024-10-11/11-30-00Z.pprof", capture("main.old"))
    try fixture.add("sample/2024-10-12/10-30-00Z.pprof", capture("main.mid"))
    try fixture.add("sample/2024-10-12/11-30-00Z.pprof", capture("main.new"))
    #expect(try held("sample/merged/last24h.pprof") == ["main.mid", "main.old"])
    fixture.clock.set(utc("2024-10-12 12:05:00Z"))
    #expect(try held("sample/merged/last24h.pprof") == ["main.mid", "main.new"])
    fixture.clock.set(utc("2024-10-12 13:04:59Z"))
    #expect(try held("sample/merged/last24h.pprof") == ["main.mid", "main.new"])
  }

  @Test func `settle is the mount's choice`() throws {
    let fixture = TreeFixture { $0.settle = 0 }
    try fixture.add("sample/2024-10-12/11-30-00Z.pprof", capture("main.new"))
    #expect(try callees(fixture.read("sample/merged/last1h.pprof")) == ["main.new"])
  }

  @Test func `between two moves a window's bytes hold still`() throws {
    fixture.clock.set(utc("2024-10-12 12:05:00Z"))
    try fixture.add("sample/2024-10-12/10-30-00Z.pprof", capture("main.f"))
    let bytes = try fixture.read("sample/merged/last24h.pgo")
    try fixture.add("sample/2024-10-12/12-04-00Z.pprof", capture("main.g"))
    fixture.clock.set(utc("2024-10-12 13:04:59Z"))
    #expect(try fixture.read("sample/merged/last24h.pgo") == bytes)
  }

  @Test func `whole units that hold nothing run on to now`() throws {
    try fixture.add("sample/2024-10-12/11-59-00Z.pprof", capture("main.f"))
    #expect(try held("sample/merged/last2h.pprof") == ["main.f"])
    #expect(
      fixture.errno { try fixture.read("sample/merged/yesterday.pprof") } == .noSuchFileOrDirectory)
  }

  @Test func `newest outlives a dead collector`() throws {
    fixture.clock.set(utc("2024-12-24 12:00:00Z"))
    try fixture.add("sample/2024-10-05/09-00-00Z.pprof", capture("main.old"))
    try fixture.add("sample/2024-10-11/09-00-00Z.pprof", capture("main.mid"))
    try fixture.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.new"))
    #expect(
      fixture.errno { try fixture.read("sample/merged/last7d.pprof") } == .noSuchFileOrDirectory)
    #expect(try held("sample/merged/newest7d.pprof") == ["main.mid", "main.old"])
    #expect(try held("sample/merged/newest1h.pprof") == ["main.new"])
  }

  @Test func `newest counts from the newest capture at or below the app`() throws {
    fixture.clock.set(utc("2024-12-24 12:00:00Z"))
    try fixture.add("prod/a/2024-10-10/09-00-00Z.pprof", capture("main.a"))
    try fixture.add("prod/b/2024-10-12/09-00-00Z.pprof", capture("main.b"))
    #expect(try held("prod/merged/newest1d.pprof") == ["main.b"])
    #expect(try held("prod/merged/newest3d.pprof") == ["main.a"])
  }

  @Test func `a window of an app without captures is ENOENT`() throws {
    try fixture.mkdirs("sample/2024-10-12")
    #expect(fixture.errno { try fixture.read("sample/merged/all.pgo") } == .noSuchFileOrDirectory)
  }

  @Test func `a merged directory lists README and the usual windows that hold something`() throws {
    try fixture.add("sample/2024-09-01/09-00-00Z.pprof", capture("main.f"))
    #expect(try fixture.list("sample/merged") == ["README"])
    try fixture.add("sample/2024-10-10/09-00-00Z.pprof", capture("main.f"))
    #expect(try fixture.list("sample/merged") == ["README", "last7d.pgo", "last7d.pprof"])
    try fixture.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.f"))
    #expect(
      try fixture.list("sample/merged")
        == ["README", "last24h.pgo", "last24h.pprof", "last7d.pgo", "last7d.pprof"])
  }

  @Test func `windows that hold only captures of apps below aren't listed, and open`() throws {
    try fixture.add("prod/api/2024-10-12/09-00-00Z.pprof", capture("main.f"))
    #expect(try fixture.list("prod/merged") == ["README"])
    #expect(try held("prod/merged/last24h.pprof") == ["main.f"])
  }

  @Test func `listing a merged directory computes nothing`() throws {
    try fixture.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.f"))
    _ = try fixture.list("sample/merged")
    #expect(fixture.tree.mergesStarted == 0)
    #expect(fixture.store.calls(.load) == 0)
  }

  @Test func `a look-up reads no capture`() throws {
    try fixture.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.f"))
    fixture.forget(try fixture.lookup("sample/merged/all.pprof").node)
    #expect(fixture.store.calls(.load) == 0)
  }

  @Test func `nested apps are merged in order of time, then path`() throws {
    try fixture.add("prod/b/2024-10-12/09-00-00Z.pprof", capture("main.1"))
    try fixture.add("prod/2024-10-12/10-00-00Z.pprof", capture("main.2"))
    try fixture.add("prod/a/x/2024-10-12/10-00-00Z.pprof", capture("main.4"))
    try fixture.add("prod/a/2024-10-12/10-00-00Z.pprof", capture("main.3"))
    try fixture.add("prod/a/2024-10-12/10-00-00Z_b.pprof", capture("main.5"))
    try fixture.add("prod/a/2024-10-12/11-00-00Z.pprof", capture("main.6"))
    let window = try Window(parsing: "all")
    let selection = try fixture.tree.resolver.resolve(window, of: AppPath("prod")!, as: .pprof)
    #expect(
      selection.captures.map { "\($0.file)" } == [
        "prod/b/2024-10-12/09-00-00Z.pprof", "prod/2024-10-12/10-00-00Z.pprof",
        "prod/a/2024-10-12/10-00-00Z.pprof", "prod/a/2024-10-12/10-00-00Z_b.pprof",
        "prod/a/x/2024-10-12/10-00-00Z.pprof", "prod/a/2024-10-12/11-00-00Z.pprof",
      ])
    #expect(try held("prod/a/merged/all.pprof") == ["main.3", "main.4", "main.5", "main.6"])
  }

  @Test func `an app below that vanishes during a look-up doesn't hide the window`() throws {
    try fixture.add("prod/2024-10-12/09-00-00Z.pprof", capture("main.f"))
    try fixture.mkdir("prod/gone")
    let gone = AppPath("prod/gone")!
    fixture.store.setFault { [memory = fixture.memory] operation in
      if operation.kind == .captures { try? memory.remove(.app(gone)) }
      return nil
    }
    #expect(try held("prod/merged/all.pprof") == ["main.f"])
  }

  @Test func `an app below that is renamed during a look-up is in the window all the same`() throws
  {
    try fixture.add("prod/2024-10-12/09-00-00Z.pprof", capture("main.f"))
    try fixture.add("prod/a/2024-10-12/09-00-00Z.pprof", capture("main.a"))
    fixture.store.setFault { [memory = fixture.memory] operation in
      if operation.kind == .captures {
        try? memory.move(AppPath("prod/a")!, to: AppPath("prod/b")!)
      }
      return nil
    }
    #expect(try held("prod/merged/all.pprof") == ["main.a", "main.f"])
  }
}
