import ProfileStore
import SystemPackage
import TestSupport
import Testing

@testable import ProfileTree

/// A profile that is written under any other name is filed under its own time.
/// The clock stands at 2024-10-12 12:00 UTC.
@Suite struct DropTests {
  let fixture = TreeFixture()

  init() throws { try fixture.mkdirs("sample/2024-10-12") }

  private func captures(_ day: String = "2024-10-12") throws -> [String] {
    try fixture.list("sample/\(day)")
  }

  // MARK: Time

  @Test func `it is filed under its capture time, its name's stem as the source`() throws {
    try fixture.put("sample/cpu.prof", capture("main.f", at: "2024-10-11 09:30:00.250Z"))
    #expect(try captures("2024-10-11") == ["09-30-00.250Z_cpu.pprof"])
    let stored = try fixture.read("sample/2024-10-11/09-30-00.250Z_cpu.pprof")
    #expect(stored == capture("main.f", at: "2024-10-11 09:30:00.250Z"))
  }

  @Test func `a time in its name counts more than the profile's`() throws {
    let millis = utc("2024-10-12 08:00:00.007Z").milliseconds
    try fixture.put("sample/pod-a-\(millis).pprof", capture("main.f", at: "2024-10-11 09:30:00Z"))
    #expect(try captures() == ["08-00-00.007Z_pod-a.pprof"])
  }

  @Test func `into a day its time must be of that day`() throws {
    try fixture.put("sample/2024-10-12/cpu.prof", capture("main.f", at: "2024-10-12 09:30:00Z"))
    #expect(try captures() == ["09-30-00Z_cpu.pprof"])
    let bytes = capture("main.f", at: "2024-10-11 23:59:59.999Z")
    #expect(
      fixture.errno { try fixture.put("sample/2024-10-12/cpu.prof2", bytes) } == .invalidArgument)
    #expect(fixture.eventLines.contains { $0.contains("2024-10-11 23:59:59.999Z") })
  }

  @Test(
    arguments: [nil, "2009-12-31 23:59:59Z", "2024-10-13 12:00:00.001Z"])
  func `a time that can't be right is the time of arrival, with an event`(time: String?) throws {
    try fixture.put("sample/cpu.prof", capture("main.f", at: time))
    #expect(try captures() == ["12-00-00Z_cpu.pprof"])
    #expect(fixture.eventLines.last?.hasPrefix("note sample/cpu.prof: ") == true)
    #expect(fixture.eventLines.last?.contains("time of arrival") == true)
  }

  @Test(arguments: ["2010-01-01 00:00:00Z", "2024-10-13 12:00:00Z"])
  func `a time from 2010 to a day ahead is believed`(time: String) throws {
    try fixture.put("sample/cpu.prof", capture("main.f", at: time))
    #expect(try captures(String(time.prefix(10))).count == 1)
    #expect(fixture.eventLines.isEmpty)
  }

  @Test func `a source that a capture can't have makes the file a drop, whatever its time`() throws
  {
    // Mapping other characters to '-' is the writer's part: only a writer knows the time it means.
    let bytes = capture("main.f", at: "2024-10-12 09:31:00Z")
    try fixture.put("sample/2024-10-12/09-30-00Z_a_b.pprof", bytes)
    #expect(try captures() == ["09-31-00Z_09-30-00Z-a-b.pprof"])
  }

  // MARK: Numbering

  @Test func `equal bytes at the same time and source are one capture`() throws {
    let bytes = capture("main.f", at: "2024-10-12 09:30:00Z")
    for _ in 0..<3 { try fixture.put("sample/cpu.prof", bytes) }
    #expect(try captures() == ["09-30-00Z_cpu.pprof"])
    #expect(fixture.store.calls(.save) == 1)
  }

  @Test func `other bytes at the same time and source are numbered`() throws {
    for name in ["main.f", "main.g", "main.h", "main.g"] {
      try fixture.put("sample/cpu.prof", capture(name, at: "2024-10-12 09:30:00Z"))
    }
    #expect(
      try captures() == [
        "09-30-00Z_cpu-2.pprof", "09-30-00Z_cpu-3.pprof", "09-30-00Z_cpu.pprof",
      ])
    #expect(
      try fixture.read("sample/2024-10-12/09-30-00Z_cpu-2.pprof")
        == capture("main.g", at: "2024-10-12 09:30:00Z"))
  }

  @Test func `a drop never replaces`() throws {
    let path = "sample/2024-10-12/09-30-00Z_cpu.pprof"
    try fixture.put(path, capture("main.f"))
    try fixture.put("sample/cpu.prof", capture("main.g", at: "2024-10-12 09:30:00Z"))
    #expect(try fixture.read(path) == capture("main.f"))
  }

  @Test func `drops that race for a name are numbered`() throws {
    let bytes = capture("main.g", at: "2024-10-12 09:30:00Z")
    fixture.store.setFault { [memory = fixture.memory] operation in
      guard operation.kind == .save else { return nil }
      let name = CaptureName(day: Day("2024-10-12")!, fileName: "09-30-00Z_cpu.pprof")!
      _ = try? memory.save(
        capture("main.f"), as: .capture(AppPath("sample")!, name), expecting: .absent)
      return nil
    }
    try fixture.put("sample/cpu.prof", bytes)
    #expect(try fixture.read("sample/2024-10-12/09-30-00Z_cpu-2.pprof") == bytes)
  }

  @Test func `a name that is taken by what isn't a capture is passed over`() throws {
    fixture.store.setFault { operation in
      operation == StoreOperation(.save, path: "sample/2024-10-12/09-30-00Z_cpu.pprof")
        ? .fail(StoreError(.alreadyExists, path: operation.path, message: "a directory")) : nil
    }
    try fixture.put("sample/cpu.prof", capture("main.f", at: "2024-10-12 09:30:00Z"))
    #expect(try captures() == ["09-30-00Z_cpu-2.pprof"])
  }

  @Test func `a drop into an app that is gone is ENOENT`() throws {
    let handle = try fixture.create("sample/cpu.prof")
    try fixture.write(handle, capture("main.f"))
    try fixture.rmdir("sample/2024-10-12")
    try fixture.rmdir("sample")
    #expect(fixture.errno { try fixture.flush(handle) } == .noSuchFileOrDirectory)
    fixture.close(handle)
  }

  // MARK: The minute after

  @Test func `for a minute after the close its name resolves to the capture`() throws {
    let bytes = capture("main.f", at: "2024-10-12 09:30:00Z")
    try fixture.put("sample/cpu.prof", bytes)
    fixture.clock.advance(by: .milliseconds(59_999))
    let attributes = try fixture.stat("sample/cpu.prof")
    #expect(attributes.size == bytes.count)
    #expect(attributes.modified == utc("2024-10-12 09:30:00Z"))
    #expect(try fixture.read("sample/cpu.prof") == bytes)
    fixture.clock.advance(by: .milliseconds(1))
    #expect(try !fixture.exists("sample/cpu.prof"))
    #expect(try captures() == ["09-30-00Z_cpu.pprof"])
  }

  @Test func `it is never listed`() throws {
    try fixture.put("sample/cpu.prof", capture("main.f", at: "2024-10-12 09:30:00Z"))
    try fixture.put("sample/2024-10-12/x.prof", capture("main.f", at: "2024-10-12 09:30:00Z"))
    #expect(try fixture.list("sample") == ["2024-10-12", "merged"])
    #expect(try captures() == ["09-30-00Z_cpu.pprof", "09-30-00Z_x.pprof"])
  }

  @Test func `unlink through it deletes the capture`() throws {
    try fixture.put("sample/cpu.prof", capture("main.f", at: "2024-10-12 09:30:00Z"))
    try fixture.unlink("sample/cpu.prof")
    #expect(try captures() == [])
    #expect(try !fixture.exists("sample/cpu.prof"))
  }

  @Test func `rename through it moves the capture`() throws {
    try fixture.put("sample/cpu.prof", capture("main.f", at: "2024-10-12 09:30:00Z"))
    try fixture.rename("sample/cpu.prof", "sample/2024-10-12/10-00-00Z.pprof")
    #expect(try captures() == ["10-00-00Z.pprof"])
    #expect(try !fixture.exists("sample/cpu.prof"))
  }

  @Test func `it ends with its capture`() throws {
    try fixture.put("sample/cpu.prof", capture("main.f", at: "2024-10-12 09:30:00Z"))
    try fixture.unlink("sample/2024-10-12/09-30-00Z_cpu.pprof")
    #expect(try !fixture.exists("sample/cpu.prof"))
    #expect(fixture.errno { try fixture.unlink("sample/cpu.prof") } == .noSuchFileOrDirectory)
  }

  @Test func `writing over it within the minute is another drop`() throws {
    try fixture.put("sample/cpu.prof", capture("main.f", at: "2024-10-12 09:30:00Z"))
    try fixture.put("sample/cpu.prof", capture("main.g", at: "2024-10-12 09:31:00Z"))
    #expect(try captures() == ["09-30-00Z_cpu.pprof", "09-31-00Z_cpu.pprof"])
    #expect(
      try fixture.read("sample/cpu.prof") == capture("main.g", at: "2024-10-12 09:31:00Z"))
  }

  @Test func `writing over it works before the first writer's release has come`() throws {
    let first = try fixture.create("sample/cpu.prof")
    try fixture.write(first, capture("main.f", at: "2024-10-12 09:30:00Z"))
    try fixture.flush(first)
    let over = OpenMode(writes: true, truncates: true)
    let second = try fixture.open("sample/cpu.prof", over)
    fixture.close(first)
    let bytes = capture("main.gg", at: "2024-10-12 09:31:00Z")
    try fixture.write(second, bytes)
    #expect(try fixture.tree.attributes(of: fixture.node(of: second)!).size == bytes.count)
    try fixture.flush(second)
    fixture.close(second)
    #expect(try captures() == ["09-30-00Z_cpu.pprof", "09-31-00Z_cpu.pprof"])
    #expect(fixture.eventLines.isEmpty)
  }

  @Test func `writing over it and failing leaves the first capture`() throws {
    try fixture.put("sample/cpu.prof", capture("main.f", at: "2024-10-12 09:30:00Z"))
    let errno = fixture.errno { try fixture.put("sample/cpu.prof", TestProfile.heap.gzipped) }
    #expect(errno == .invalidArgument)
    #expect(try captures() == ["09-30-00Z_cpu.pprof"])
    #expect(try !fixture.exists("sample/cpu.prof"))
  }

  @Test func `opening it to write in place is EPERM`() throws {
    try fixture.put("sample/cpu.prof", capture("main.f", at: "2024-10-12 09:30:00Z"))
    let append = OpenMode(writes: true, truncates: false)
    #expect(fixture.errno { try fixture.open("sample/cpu.prof", append) } == .notPermitted)
    let entry = try fixture.lookup("sample/cpu.prof")
    #expect(fixture.errno { try fixture.tree.truncate(entry.node, to: 0) } == .notPermitted)
    fixture.forget(entry.node)
  }

  @Test func `it moves with its app`() throws {
    try fixture.put("sample/cpu.prof", capture("main.f", at: "2024-10-12 09:30:00Z"))
    try fixture.rename("sample", "other")
    #expect(
      try fixture.read("other/cpu.prof") == capture("main.f", at: "2024-10-12 09:30:00Z"))
    try fixture.unlink("other/cpu.prof")
    #expect(try fixture.list("other/2024-10-12") == [])
  }

  @Test func `any number of drops fit into a minute`() throws {
    for n in 0..<5000 {
      let handle = try fixture.create("sample/cpu\(n).prof")
      try fixture.write(handle, capture("main.f", at: "2024-10-12 09:30:00Z"))
      try fixture.flush(handle)
      fixture.close(handle)
    }
    #expect(try captures().count == 5000)
    #expect(try fixture.exists("sample/cpu4999.prof"))
  }
}
