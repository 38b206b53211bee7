import ProfileStore
import SystemPackage
import Testing

@testable import ProfileTree

/// What is stored is immutable, and what is computed can't be written.
@Suite struct ImmutableTests {
  let fixture = TreeFixture()

  static let stored = ["sample/2024-10-12/09-00-00Z.pprof", "sample/pinned/v1.pgo"]
  static let computed = [
    "sample/merged/all.pprof", "sample/merged/all.txt", "sample/merged/README",
    ".pgofs/status.json", ".pgofs/events.log",
  ]

  init() throws {
    try fixture.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.f"))
    try fixture.mkdir("sample/pinned")
    try fixture.put("sample/pinned/v1.pgo", capture("main.f"))
  }

  @Test(arguments: stored + computed) func `opening it for writing is EPERM`(path: String) throws {
    for mode in [
      OpenMode(writes: true, truncates: false), OpenMode(writes: true, truncates: true),
      OpenMode(writes: false, truncates: true),
    ] {
      #expect(fixture.errno { try fixture.open(path, mode) } == .notPermitted)
    }
    #expect(fixture.eventLines.last?.hasPrefix("error \(path): ") == true)
  }

  @Test(arguments: stored + computed) func `truncating it is EPERM`(path: String) throws {
    let entry = try fixture.lookup(path)
    #expect(fixture.errno { try fixture.tree.truncate(entry.node, to: 0) } == .notPermitted)
    fixture.forget(entry.node)
  }

  @Test(arguments: stored + computed) func `a handle on it can't write`(path: String) throws {
    let handle = try fixture.open(path)
    #expect(fixture.errno { try fixture.write(handle, [1]) } == .badFileDescriptor)
    try fixture.flush(handle)
    fixture.close(handle)
  }

  @Test(arguments: ["sample", "sample/2024-10-12", "sample/merged", ".pgofs"])
  func `a directory is EISDIR`(path: String) throws {
    #expect(fixture.errno { try fixture.open(path) } == .isDirectory)
    let entry = try fixture.lookup(path)
    #expect(fixture.errno { try fixture.tree.truncate(entry.node, to: 0) } == .isDirectory)
    fixture.forget(entry.node)
  }

  @Test func `a file can't be opened as a directory`() throws {
    let entry = try fixture.lookup("sample/merged/README")
    #expect(fixture.errno { try fixture.tree.openDirectory(entry.node) } == .notDirectory)
    fixture.forget(entry.node)
  }

  @Test func `handles that aren't open are EBADF`() throws {
    let none = HandleID(rawValue: 4711)
    #expect(fixture.errno { try fixture.tree.read(none, at: 0, count: 1) } == .badFileDescriptor)
    #expect(fixture.errno { try fixture.tree.write(none, at: 0, [1]) } == .badFileDescriptor)
    #expect(fixture.errno { try fixture.flush(none) } == .badFileDescriptor)
    #expect(fixture.errno { try fixture.tree.list(none) } == .badFileDescriptor)
    fixture.tree.close(none)
    fixture.tree.closeDirectory(none)
  }

  @Test(arguments: stored) func `reads of it may be cached for good, and need no flush`(
    path: String
  ) throws {
    let entry = try fixture.lookup(path)
    let opened = try fixture.tree.open(entry.node, .read, caller: .unseen)
    #expect(opened.caching == .keep)
    #expect(!opened.flushes)
    fixture.tree.close(opened.handle)
    fixture.forget(entry.node)
  }

  @Test func `a capture that was replaced since its look-up is ESTALE`() throws {
    let path = ImmutableTests.stored[0]
    let entry = try fixture.lookup(path)
    try fixture.unlink(path)
    #expect(
      fixture.errno { try fixture.open(entry.node, as: fixture.processes.spawn()) }
        == .staleNFSFileHandle)
    try fixture.put(path, capture("main.g"))
    let old = try fixture.lookup(path)
    try fixture.put("sample/.x", capture("main.h"))
    try fixture.rename("sample/.x", path)
    #expect(
      fixture.errno { try fixture.open(old.node, as: fixture.processes.spawn()) }
        == .staleNFSFileHandle)
  }
}
