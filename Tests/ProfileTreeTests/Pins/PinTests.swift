import ProfileStore
import ProfileTree
import SystemPackage
import TestSupport
import Testing

/// A build sees one version of a merged file, and what you write, you read.
@Suite struct PinTests {
  let fixture = TreeFixture()
  let window = "sample/merged/all.pprof"
  private var processes: FakeProcesses { fixture.processes }

  init() throws { try fixture.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.old")) }

  /// Another process stores a capture.
  private func storeMore() throws {
    try fixture.add("sample/2024-10-12/10-00-00Z.pprof", capture("main.new"))
  }

  private func look(as caller: CallingThread) throws -> NodeID {
    let entry = try fixture.lookup(window, as: caller)
    fixture.forget(entry.node)
    return entry.node
  }

  private func seesOld(_ caller: CallingThread) throws -> Bool {
    let attributes = try fixture.stat(window, as: caller)
    return attributes.modified == utc("2024-10-12 09:00:00Z")
  }

  // MARK: What was looked up

  @Test func `what a look-up gave a process, it gets again for 10 s`() throws {
    let process = processes.spawn()
    _ = try fixture.stat(window, as: process)
    try storeMore()
    fixture.clock.advance(by: .milliseconds(9_999))
    #expect(try seesOld(process))
    fixture.clock.advance(by: .milliseconds(1))
    #expect(try !seesOld(process))
  }

  @Test func `looking again doesn't prolong the 10 s`() throws {
    let process = processes.spawn()
    for _ in 0..<4 {
      _ = try fixture.stat(window, as: process)
      fixture.clock.advance(by: .seconds(3))
    }
    try storeMore()
    #expect(try !seesOld(process))
  }

  @Test func `its threads are the same process`() throws {
    let process = processes.spawn()
    _ = try fixture.stat(window, as: process)
    try storeMore()
    #expect(try seesOld(processes.thread(of: process)))
  }

  @Test func `its children are others, until it opens the file`() throws {
    let process = processes.spawn()
    _ = try fixture.stat(window, as: process)
    try storeMore()
    #expect(try !seesOld(processes.spawn(by: process)))
  }

  @Test func `an unrelated process sees the newest`() throws {
    let process = processes.spawn()
    _ = try fixture.read(window, as: process)
    try storeMore()
    #expect(try !seesOld(processes.spawn()))
    #expect(try seesOld(process))
  }

  @Test func `another name of the same window is pinned by itself`() throws {
    let process = processes.spawn()
    _ = try fixture.read(window, as: process)
    try storeMore()
    #expect(
      try fixture.stat("sample/merged/today.pprof", as: process).modified
        == utc("2024-10-12 10:00:00Z"))
  }

  // MARK: What was opened

  @Test func `what a process opened, its descendants get`() throws {
    let process = processes.spawn()
    _ = try fixture.read(window, as: process)
    try storeMore()
    let child = processes.spawn(by: process)
    let grandchild = processes.spawn(by: child)
    fixture.clock.advance(by: .seconds(599))
    #expect(try callees(fixture.read(window, as: grandchild)) == ["main.old"])
    #expect(try callees(fixture.read(window, as: child)) == ["main.old"])
  }

  @Test func `its ancestors don't`() throws {
    let process = processes.spawn()
    _ = try fixture.read(window, as: processes.spawn(by: process))
    try storeMore()
    #expect(try !seesOld(process))
  }

  @Test func `until 10 minutes after the last look-up through the pin`() throws {
    let process = processes.spawn()
    _ = try fixture.read(window, as: process)
    try storeMore()
    for _ in 0..<3 {
      fixture.clock.advance(by: .seconds(599))
      #expect(try seesOld(process))
    }
    fixture.clock.advance(by: .seconds(600))
    #expect(try !seesOld(process))
  }

  @Test func `for an hour at most`() throws {
    let process = processes.spawn()
    _ = try fixture.read(window, as: process)
    try storeMore()
    for minute in stride(from: 5, through: 55, by: 5) {
      fixture.clock.advance(by: .seconds(300))
      #expect(try seesOld(process), "after \(minute) minutes")
    }
    fixture.clock.advance(by: .seconds(300))
    #expect(try !seesOld(process))
  }

  @Test func `opening again doesn't prolong the hour`() throws {
    let process = processes.spawn()
    for _ in 0..<12 {
      _ = try fixture.read(window, as: process)
      fixture.clock.advance(by: .seconds(300))
    }
    try storeMore()
    #expect(try !seesOld(process))
  }

  @Test func `until the process ends`() throws {
    let process = processes.spawn()
    let child = processes.spawn(by: process)
    _ = try fixture.read(window, as: process)
    try storeMore()
    #expect(try seesOld(child))
    processes.exit(process)
    #expect(try !seesOld(processes.spawn(by: child)))
    fixture.clock.advance(by: .seconds(10))
    #expect(try !seesOld(child))
  }

  @Test func `a pinned version's bytes stay the same, whatever is deleted`() throws {
    let process = processes.spawn()
    let bytes = try fixture.read(window, as: process)
    try storeMore()
    try fixture.unlink("sample/2024-10-12/09-00-00Z.pprof")
    #expect(try fixture.read(window, as: processes.spawn(by: process)) == bytes)
  }

  @Test func `a pinned version that is gone for good is let go`() throws {
    let process = processes.spawn()
    _ = try fixture.read(window, as: process)
    try storeMore()
    try fixture.unlink("sample/2024-10-12/09-00-00Z.pprof")
    try fixture.rmdir("sample/merged")
    #expect(fixture.errno { try fixture.read(window, as: process) } == .staleNFSFileHandle)
    #expect(try callees(fixture.read(window, as: process)) == ["main.new"])
  }

  // MARK: What ends a pin

  @Test func `a commit ends the pins of its process`() throws {
    let process = processes.spawn()
    _ = try fixture.read(window, as: process)
    try fixture.put("sample/2024-10-12/10-00-00Z.pprof", capture("main.new"), as: process)
    #expect(try callees(fixture.read(window, as: process)) == ["main.new", "main.old"])
  }

  @Test func `a commit ends the pins of its process's ancestors`() throws {
    let shell = processes.spawn()
    let make = processes.spawn(by: shell)
    _ = try fixture.read(window, as: shell)
    _ = try fixture.read(window, as: make)
    let copy = processes.spawn(by: make)
    try fixture.put("sample/2024-10-12/10-00-00Z.pprof", capture("main.new"), as: copy)
    #expect(try callees(fixture.read(window, as: shell)) == ["main.new", "main.old"])
    #expect(try callees(fixture.read(window, as: make)) == ["main.new", "main.old"])
  }

  @Test func `a commit doesn't end the pins of siblings and descendants`() throws {
    let shell = processes.spawn()
    let build = processes.spawn(by: shell)
    _ = try fixture.read(window, as: build)
    let copy = processes.spawn(by: shell)
    try fixture.put("sample/2024-10-12/10-00-00Z.pprof", capture("main.new"), as: copy)
    #expect(try seesOld(build))
    #expect(try seesOld(processes.spawn(by: build)))
  }

  @Test func `a delete ends pins as a commit does`() throws {
    try storeMore()
    let shell = processes.spawn()
    _ = try fixture.read(window, as: shell)
    try fixture.unlink("sample/2024-10-12/09-00-00Z.pprof", as: processes.spawn(by: shell))
    #expect(try callees(fixture.read(window, as: shell)) == ["main.new"])
  }

  @Test func `a rename ends pins as a commit does`() throws {
    let shell = processes.spawn()
    _ = try fixture.read(window, as: shell)
    try fixture.rename(
      "sample/2024-10-12/09-00-00Z.pprof", "sample/2024-10-12/11-00-00Z.pprof",
      as: processes.spawn(by: shell))
    #expect(try fixture.stat(window, as: shell).modified == utc("2024-10-12 11:00:00Z"))
  }

  @Test func `what changes no capture ends no pin`() throws {
    let shell = processes.spawn()
    _ = try fixture.read(window, as: shell)
    try storeMore()
    let child = processes.spawn(by: shell)
    try fixture.put("sample/.scratch", [1, 2, 3], as: child)
    try fixture.rename("sample/.scratch", "sample/.other", as: child)
    try fixture.unlink("sample/.other", as: child)
    try fixture.unlink(window.replacing("pprof", with: "pgo"), as: child)
    _ = fixture.errno { try fixture.put("sample/heap", TestProfile.heap.gzipped, as: child) }
    #expect(try seesOld(shell))
  }

  // MARK: Callers that can't be seen

  @Test func `callers that can't be seen share a version while it is used within 10 s`() throws {
    _ = try fixture.read(window, as: .unseen)
    try storeMore()
    for _ in 0..<5 {
      fixture.clock.advance(by: .milliseconds(9_999))
      #expect(try callees(fixture.read(window, as: .unseen)) == ["main.old"])
    }
    fixture.clock.advance(by: .seconds(10))
    #expect(try callees(fixture.read(window, as: .unseen)) == ["main.new", "main.old"])
  }

  @Test func `for 10 minutes at most`() throws {
    _ = try fixture.read(window, as: .unseen)
    try storeMore()
    for second in stride(from: 8, to: 600, by: 8) {
      fixture.clock.advance(by: .seconds(8))
      #expect(try callees(fixture.read(window, as: .unseen)) == ["main.old"], "after \(second) s")
    }
    fixture.clock.advance(by: .seconds(8))
    #expect(try callees(fixture.read(window, as: .unseen)) == ["main.new", "main.old"])
  }

  @Test func `a commit of one ends the pins of them all`() throws {
    _ = try fixture.read(window, as: .unseen)
    let process = processes.spawn()
    _ = try fixture.read(window, as: process)
    try fixture.put("sample/2024-10-12/10-00-00Z.pprof", capture("main.new"), as: .unseen)
    #expect(try callees(fixture.read(window, as: .unseen)) == ["main.new", "main.old"])
    #expect(try seesOld(process))
  }

  // MARK: Off

  @Test func `without pins every look-up gives the newest`() throws {
    let fixture = TreeFixture { $0.pins = false }
    try fixture.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.old"))
    let process = fixture.processes.spawn()
    _ = try fixture.read(window, as: process)
    try fixture.add("sample/2024-10-12/10-00-00Z.pprof", capture("main.new"))
    #expect(try callees(fixture.read(window, as: process)) == ["main.new", "main.old"])
  }
}

extension String {
  fileprivate func replacing(_ part: String, with other: String) -> String {
    hasSuffix(part) ? dropLast(part.count) + other : self
  }
}
