import Pprof
import ProfileStore
import SystemPackage
import Testing

@testable import ProfileTree

/// A bad capture never spoils a window; a sick store never shortens one.
@Suite struct LeftOutTests {
  let fixture = TreeFixture()
  let window = "sample/merged/all.pprof"

  /// Puts bytes into the store past the mount, which wouldn't take them.
  private func plant(_ name: String, _ bytes: [UInt8]) throws {
    let day = Day("2024-10-12")!
    let file = StoreFile.capture(AppPath("sample")!, CaptureName(day: day, fileName: name)!)
    _ = try fixture.memory.save(bytes, as: file, expecting: .absent)
  }

  init() throws {
    try fixture.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.f"))
  }

  private var torn: [UInt8] { Array(capture("main.torn").dropLast(10)) }

  @Test(
    arguments: [
      (Array(capture("main.torn").dropLast(10)), "ends"), ([], "empty"),
      (Array("<html>".utf8), "text"), (TestProfile.heap.gzipped, "not a CPU profile"),
      (TestProfile(calling: []).gzipped, "no samples"),
    ]) func `bad bytes are left out, and an event says why`(bytes: [UInt8], reason: String) throws
  {
    try plant("10-00-00Z.pprof", bytes)
    #expect(try callees(fixture.read(window)) == ["main.f"])
    let line = try #require(fixture.eventLines.last)
    #expect(line.hasPrefix("error sample/2024-10-12/10-00-00Z.pprof: left out"))
    #expect(line.contains(reason))
    #expect(try fixture.text("sample/merged/all.txt").contains(reason))
  }

  @Test func `each is one event, however many windows it is left out of`() throws {
    try plant("10-00-00Z.pprof", torn)
    for name in ["all.pprof", "all.pgo", "all.txt", "today.pgo"] {
      _ = try fixture.read("sample/merged/\(name)")
    }
    #expect(fixture.eventLines.count == 1)
  }

  @Test func `status.json counts them until they are gone`() throws {
    try plant("10-00-00Z.pprof", torn)
    _ = try fixture.read(window)
    #expect(try fixture.text(".pgofs/status.json").contains("\"left_out\": 1"))
    try fixture.unlink("sample/2024-10-12/10-00-00Z.pprof")
    #expect(try fixture.text(".pgofs/status.json").contains("\"left_out\": 0"))
  }

  @Test func `captures of other types than the largest group's are left out`() throws {
    var other = TestProfile(calling: ["main.other"])
    other.types = [("cpu", "nanoseconds")]
    try plant("08-00-00Z.pprof", other.gzipped)
    try plant("10-00-00Z.pprof", capture("main.g"))
    #expect(try callees(fixture.read(window)) == ["main.f", "main.g"])
    #expect(fixture.eventLines.last?.contains("cpu/nanoseconds; period cpu/nanoseconds") == true)
  }

  @Test func `on a tie the types of the earliest capture count`() throws {
    var other = TestProfile(calling: ["main.other"])
    other.types = [("cpu", "nanoseconds")]
    try plant("08-00-00Z.pprof", other.gzipped)
    #expect(try callees(fixture.read(window)) == ["main.other"])
  }

  @Test(arguments: 0..<8) func `on a tie of names too, the path decides`(round: Int) throws {
    var other = TestProfile(calling: ["main.other"])
    other.types = [("cpu", "nanoseconds")]
    try fixture.mkdir("sample/a")
    let file = StoreFile.capture(
      AppPath("sample/a")!, CaptureName(day: Day("2024-10-12")!, fileName: "09-00-00Z.pprof")!)
    _ = try fixture.memory.save(other.gzipped, as: file, expecting: .absent)
    #expect(try callees(fixture.read(window)) == ["main.f"])
  }

  @Test func `a capture over the size limit says so`() throws {
    let fixture = TreeFixture { $0.maxProfile = 400 }
    try fixture.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.f"))
    let big = TestProfile(calling: (0..<500).map { "main.f\($0)" }).gzipped
    #expect(big.count > 400)
    let name = CaptureName(day: Day("2024-10-12")!, fileName: "10-00-00Z.pprof")!
    _ = try fixture.memory.save(
      big, as: .capture(AppPath("sample")!, name), expecting: .absent)
    #expect(try callees(fixture.read(window)) == ["main.f"])
    let line = try #require(fixture.eventLines.last)
    #expect(line.contains("\(big.count) bytes") && line.contains("max_profile"))
    #expect(
      fixture.store.calls(StoreOperation(.read, path: "sample/2024-10-12/10-00-00Z.pprof")) == 0)
  }

  @Test func `a window of bad captures only is ENODATA`() throws {
    try fixture.unlink("sample/2024-10-12/09-00-00Z.pprof")
    try plant("10-00-00Z.pprof", torn)
    for name in ["all.pprof", "all.pgo"] {
      #expect(fixture.errno { try fixture.read("sample/merged/\(name)") } == .noData)
    }
    #expect(fixture.eventLines.last?.contains(".txt") == true)
  }

  @Test func `a window without a call is ENODATA, which is remembered`() throws {
    try fixture.unlink("sample/2024-10-12/09-00-00Z.pprof")
    try fixture.put("sample/2024-10-12/09-00-00Z.pprof", TestProfile.idle().gzipped)
    for _ in 0..<3 {
      for name in ["all.pprof", "all.pgo"] {
        #expect(fixture.errno { try fixture.read("sample/merged/\(name)") } == .noData)
      }
    }
    #expect(fixture.tree.mergesStarted == 2)
    #expect(try fixture.text("sample/merged/all.txt").contains("idle"))
  }

  @Test(
    arguments: [
      (StoreError.Code.timedOut, Errno.timedOut), (.accessDenied, .permissionDenied),
      (.unavailable, .ioError), (.noSpace, .noSpace),
    ]) func `a store's error fails the read, and isn't cached`(code: StoreError.Code, errno: Errno)
    throws
  {
    let entry = try fixture.lookup(window)
    for kind in [StoreOperation.Kind.load, .read] {
      fixture.store.setFault { operation in
        operation.kind == kind
          ? .fail(StoreError(code, path: operation.path, message: "sick")) : nil
      }
      #expect(fixture.errno { try fixture.prepare(entry.node) } == errno)
      #expect(fixture.eventLines.last?.contains("sick") == true)
    }
    fixture.store.setFault(nil)
    #expect(throws: Never.self) { try fixture.prepare(entry.node) }
    #expect(fixture.eventLines.allSatisfy { !$0.contains("left out") })
    fixture.forget(entry.node)
  }

  @Test(arguments: [StoreOperation.Kind.apps, .days, .captures])
  func `a store that can't list fails the look-up`(kind: StoreOperation.Kind) throws {
    fixture.store.setFault { operation in
      operation.kind == kind
        ? .fail(StoreError(.timedOut, path: operation.path, message: "sick")) : nil
    }
    #expect(fixture.errno { try fixture.lookup("sample/merged/newest1d.pprof") } == .timedOut)
  }
}
