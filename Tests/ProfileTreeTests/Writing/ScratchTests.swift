import ProfileStore
import SystemPackage
import TestSupport
import Testing

@testable import ProfileTree

/// A name that starts with `.` is a file of this mount: any bytes, never stored, never merged.
@Suite struct ScratchTests {
  let fixture = TreeFixture()

  init() throws { try fixture.mkdirs("sample/2024-10-12") }

  @Test(arguments: ["sample/.x", "sample/2024-10-12/.x", "sample/pinned/.x"])
  func `it can be made wherever profiles are written`(path: String) throws {
    try fixture.mkdir("sample/pinned")
    try fixture.put(path, [1, 2, 3])
    #expect(try fixture.read(path) == [1, 2, 3])
    #expect(try fixture.stat(path).size == 3)
    #expect(fixture.store.calls(.save) == 0)
  }

  @Test func `it is listed in its directory, last`() throws {
    try fixture.put("sample/2024-10-12/.b", [])
    try fixture.put("sample/2024-10-12/.a", [])
    try fixture.put("sample/2024-10-12/10-00-00Z.pprof", capture("main.f"))
    #expect(try fixture.list("sample/2024-10-12") == ["10-00-00Z.pprof", ".a", ".b"])
    #expect(try fixture.list("sample") == ["2024-10-12", "merged"])
  }

  @Test func `it can be written and read in any order by many`() throws {
    let writer = try fixture.create("sample/.x")
    let reader = try fixture.open("sample/.x")
    let both = try fixture.open("sample/.x", OpenMode(writes: true, truncates: false))
    try fixture.write(writer, [3, 4], at: 2)
    try fixture.write(both, [1, 2], at: 0)
    #expect(try fixture.bytes(of: reader) == [1, 2, 3, 4])
    let node = try #require(fixture.node(of: reader))
    try fixture.tree.truncate(node, to: 3)
    #expect(try fixture.bytes(of: reader) == [1, 2, 3])
    try fixture.tree.truncate(node, to: 5)
    #expect(try fixture.bytes(of: both) == [1, 2, 3, 0, 0])
    for handle in [writer, reader, both] { fixture.close(handle) }
    #expect(try fixture.read("sample/.x") == [1, 2, 3, 0, 0])
  }

  @Test func `opening it with O_TRUNC empties it`() throws {
    try fixture.put("sample/.x", [1, 2, 3])
    try fixture.put("sample/.x", [4])
    #expect(try fixture.read("sample/.x") == [4])
  }

  @Test func `a handle that reads can't write`() throws {
    try fixture.put("sample/.x", [1, 2, 3])
    let reader = try fixture.open("sample/.x")
    #expect(fixture.errno { try fixture.write(reader, [9]) } == .badFileDescriptor)
    fixture.close(reader)
  }

  @Test func `unlink takes its name, and who has it open keeps it`() throws {
    let handle = try fixture.create("sample/.x")
    try fixture.write(handle, [1, 2, 3])
    try fixture.unlink("sample/.x")
    #expect(try !fixture.exists("sample/.x"))
    #expect(try fixture.bytes(of: handle) == [1, 2, 3])
    try fixture.write(handle, [9], at: 0)
    try fixture.flush(handle)
    fixture.close(handle)
    #expect(try fixture.list("sample") == ["2024-10-12"])
    #expect(fixture.eventLines.isEmpty)
  }

  @Test func `a directory that holds one isn't empty`() throws {
    try fixture.put("sample/2024-10-12/.x", [])
    #expect(fixture.errno { try fixture.rmdir("sample/2024-10-12") } == .directoryNotEmpty)
    try fixture.unlink("sample/2024-10-12/.x")
    try fixture.rmdir("sample/2024-10-12")
  }

  @Test func `there is a limit to how many there are`() throws {
    for n in 0..<4096 { fixture.close(try fixture.create("sample/.\(n)")) }
    #expect(fixture.errno { try fixture.create("sample/.more") } == .noSpace)
    #expect(fixture.eventLines.last?.contains("4096") == true)
    try fixture.unlink("sample/.0")
    fixture.close(try fixture.create("sample/.more"))
  }

  @Test func `names of drops make room for it`() throws {
    for n in 0..<4096 { fixture.close(try fixture.create("sample/.\(n)")) }
    for n in 0..<10 { try fixture.unlink("sample/.\(n)") }
    for n in 0..<10 {
      try fixture.put("sample/d\(n)", capture("main.f", at: "2024-10-12 09:30:00Z"))
    }
    fixture.clock.advance(by: .seconds(60))
    for n in 0..<10 { fixture.close(try fixture.create("sample/.new\(n)")) }
  }
}
