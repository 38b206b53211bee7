import ProfileStore
import SystemPackage
import TestSupport
import Testing

@testable import ProfileTree

/// How merges are computed, kept and waited for.
@Suite struct ComputationTests {
  let fixture = TreeFixture()
  let window = "sample/merged/all.pprof"

  init() throws { try fixture.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.f")) }

  @Test func `a version is computed once, however many ask`() throws {
    let entry = try fixture.lookup(window)
    let go = Flag()
    fixture.store.setFault { operation in
      if operation.kind == .load { go.wait() }
      return nil
    }
    let answers = (0..<50).map { _ in Answer<Result<PreparedView?, TreeError>>() }
    for answer in answers { fixture.tree.prepare(entry.node) { answer.give($0) } }
    #expect(fixture.tree.mustWait(for: entry.node))
    go.raise()
    for answer in answers { #expect(throws: Never.self) { try answer.wait().get() } }
    #expect(fixture.tree.mergesStarted == 1)
    #expect(!fixture.tree.mustWait(for: entry.node))
    fixture.forget(entry.node)
  }

  @Test func `nobody waits for someone else's merge`() throws {
    let entry = try fixture.lookup(window)
    let (isReading, go) = (Flag(), Flag())
    fixture.store.setFault { operation in
      if operation.kind == .load, operation.path.hasPrefix("sample/") {
        isReading.raise()
        go.wait()
      }
      return nil
    }
    let answer = Answer<Result<PreparedView?, TreeError>>()
    fixture.tree.prepare(entry.node) { answer.give($0) }
    isReading.wait()
    #expect(try fixture.list("sample/merged").count == 5)
    #expect(try fixture.stat("sample").isDirectory)
    try fixture.add("other/2024-10-12/09-00-00Z.pprof", capture("main.g"))
    #expect(try callees(fixture.read("other/merged/all.pprof")) == ["main.g"])
    go.raise()
    #expect(throws: Never.self) { try answer.wait().get() }
    fixture.forget(entry.node)
  }

  @Test func `what isn't merged needs no computation`() throws {
    for path in ["sample", "sample/2024-10-12/09-00-00Z.pprof", "sample/merged/README"] {
      let entry = try fixture.lookup(path)
      #expect(!fixture.tree.isView(entry.node))
      #expect(!fixture.tree.mustWait(for: entry.node))
      #expect(try fixture.prepare(entry.node) == nil)
      fixture.forget(entry.node)
    }
    #expect(fixture.tree.mergesStarted == 0)
  }

  @Test func `a result is kept for the next reader`() throws {
    for _ in 0..<3 { _ = try fixture.read(window) }
    #expect(fixture.tree.mergesStarted == 1)
  }

  @Test func `what is opened for writing is refused before anything is computed`() throws {
    let entry = try fixture.lookup(window)
    let mode = OpenMode(writes: true, truncates: false)
    #expect(fixture.tree.mustRefuse(entry.node, mode)?.errno == .notPermitted)
    #expect(fixture.tree.mustRefuse(entry.node, .read) == nil)
    fixture.forget(entry.node)
  }

  @Test func `past the cache's size the least recently used result goes`() throws {
    let size = try fixture.read(window).count
    let small = TreeFixture { $0.cacheSize = 2 * size + size / 2 }
    for day in 10...12 {
      try small.add("sample/2024-10-\(day)/09-00-00Z.pprof", capture("main.f"))
    }
    for day in [10, 11, 10, 12] { _ = try small.read("sample/merged/2024-10-\(day).pprof") }
    #expect(small.tree.mergesStarted == 3)
    _ = try small.read("sample/merged/2024-10-10.pprof")
    #expect(small.tree.mergesStarted == 3)
    _ = try small.read("sample/merged/2024-10-11.pprof")
    #expect(small.tree.mergesStarted == 4)
  }

  @Test func `what is open is never evicted`() throws {
    let small = TreeFixture { $0.cacheSize = 1 }
    for day in 10...12 {
      try small.add("sample/2024-10-\(day)/09-00-00Z.pprof", capture("main.f\(day)"))
    }
    let handles = try (10...12).map { try small.open("sample/merged/2024-10-\($0).pprof") }
    for day in 10...12 { try small.unlink("sample/2024-10-\(day)/09-00-00Z.pprof") }
    for (handle, day) in zip(handles, 10...12) {
      let node = try #require(small.node(of: handle))
      #expect(throws: Never.self) { try small.prepare(node) }
      #expect(try callees(small.bytes(of: handle)) == ["main.f\(day)"])
    }
    for handle in handles { small.close(handle) }
    #expect(small.tree.mergesStarted == 3)
  }

  @Test func `a result larger than the cache can be read`() throws {
    let small = TreeFixture { $0.cacheSize = 0 }
    try small.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.f"))
    #expect(try callees(small.read("sample/merged/all.pprof")) == ["main.f"])
  }

  @Test func `a cache directory that can't be used only costs memory`() throws {
    let fixture = TreeFixture { $0.cacheDirectory = "/proc/nowhere" }
    try fixture.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.f"))
    #expect(try callees(fixture.read("sample/merged/all.pprof")) == ["main.f"])
  }

  @Test func `rm of a merged file forgets what was computed, and deletes no capture`() throws {
    _ = try fixture.read(window)
    try fixture.unlink(window)
    #expect(try callees(fixture.read(window)) == ["main.f"])
    #expect(fixture.tree.mergesStarted == 2)
    #expect(fixture.store.calls(.delete) == 0)
  }

  @Test func `rmdir of merged forgets what was computed, and deletes no capture`() throws {
    _ = try fixture.read(window)
    try fixture.rmdir("sample/merged")
    #expect(try callees(fixture.read(window)) == ["main.f"])
    #expect(fixture.tree.mergesStarted == 2)
    #expect(fixture.store.calls(.remove) == 0)
  }
}
