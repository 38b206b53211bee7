import ProfileStore
import SystemPackage
import Testing

@testable import ProfileTree

/// `pinned/<name>.pgo|.pprof`: stored by name, never merged.
@Suite struct PinnedFileTests {
  let fixture = TreeFixture()

  init() throws {
    try fixture.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.f"))
    try fixture.mkdir("sample/pinned")
  }

  @Test func `a merged file can be copied there, and stays`() throws {
    let bytes = try fixture.read("sample/merged/all.pgo")
    try fixture.put("sample/pinned/v1.42.pgo", bytes)
    try fixture.unlink("sample/2024-10-12/09-00-00Z.pprof")
    #expect(try fixture.read("sample/pinned/v1.42.pgo") == bytes)
    #expect(try fixture.list("sample/pinned") == ["v1.42.pgo"])
  }

  @Test func `it is never merged`() throws {
    try fixture.put("sample/pinned/v1.pprof", capture("main.pinned"))
    #expect(try callees(fixture.read("sample/merged/all.pprof")) == ["main.f"])
    #expect(try fixture.text(".pgofs/status.json").contains("\"captures\": 1"))
  }

  @Test func `only a valid profile is taken`() throws {
    for (n, bytes) in [TestProfile.heap.gzipped, Array(capture("main.f").dropLast(9))].enumerated()
    {
      #expect(fixture.errno { try fixture.put("sample/pinned/v\(n).pgo", bytes) } != nil)
    }
    #expect(try fixture.list("sample/pinned") == [])
  }

  @Test(arguments: ["v1.txt", "v1", "v 1.pgo", "2024.pgo.gz", "-v.pgo"])
  func `another name is EINVAL`(name: String) throws {
    #expect(fixture.errno { try fixture.create("sample/pinned/\(name)") } == .invalidArgument)
  }

  @Test func `it is immutable, and replaced by a rename or cp -f`() throws {
    try fixture.put("sample/pinned/v1.pgo", capture("main.f"))
    let errno = fixture.errno { try fixture.put("sample/pinned/v1.pgo", capture("main.g")) }
    #expect(errno == .notPermitted)
    let reader = try fixture.open("sample/pinned/v1.pgo")
    try fixture.put("sample/pinned/.new", capture("main.g"))
    try fixture.rename("sample/pinned/.new", "sample/pinned/v1.pgo")
    #expect(try fixture.read("sample/pinned/v1.pgo") == capture("main.g"))
    #expect(try fixture.bytes(of: reader) == capture("main.f"))
    fixture.close(reader)
  }

  @Test func `a directory of pinned files goes when it is empty`() throws {
    try fixture.put("sample/pinned/v1.pgo", capture("main.f"))
    #expect(fixture.errno { try fixture.rmdir("sample/pinned") } == .directoryNotEmpty)
    try fixture.unlink("sample/pinned/v1.pgo")
    try fixture.rmdir("sample/pinned")
    #expect(try fixture.list("sample") == ["2024-10-12", "merged"])
  }
}
