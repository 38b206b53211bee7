import ProfileStore
import SystemPackage
import Testing

@testable import ProfileTree

@Suite struct CommitRuleTests {
  let fixture = TreeFixture()
  let path = "sample/2024-10-12/09-30-00Z.pprof"

  init() throws { try fixture.mkdirs("sample/2024-10-12") }

  private var isStored: Bool {
    get throws { try fixture.list("sample/2024-10-12") == ["09-30-00Z.pprof"] }
  }

  @Test func `a flush that succeeds has stored the bytes`() throws {
    let handle = try fixture.create(path)
    try fixture.write(handle, capture("main.f"))
    #expect(try !isStored)
    try fixture.flush(handle)
    #expect(try isStored)
    fixture.close(handle)
    #expect(try fixture.read(path) == capture("main.f"))
    #expect(try callees(fixture.read("sample/merged/all.pprof")) == ["main.f"])
  }

  @Test func `a flush before the first write is EINVAL, and the file stays staged`() throws {
    let handle = try fixture.create(path)
    #expect(fixture.errno { try fixture.flush(handle) } == .invalidArgument)
    #expect(fixture.eventLines.isEmpty, "the shell's redirection does so each time")
    try fixture.write(handle, capture("main.f"))
    try fixture.flush(handle)
    fixture.close(handle)
    #expect(try isStored)
  }

  @Test func `a flush between two writes fails, and the next one counts`() throws {
    let bytes = capture("main.f")
    let handle = try fixture.create(path)
    try fixture.write(handle, Array(bytes.prefix(50)))
    #expect(fixture.errno { try fixture.flush(handle) } == .badMessage)
    #expect(try !isStored)
    try fixture.write(handle, Array(bytes.dropFirst(50)), at: 50)
    try fixture.flush(handle)
    fixture.close(handle)
    #expect(try fixture.read(path) == bytes)
  }

  @Test func `a second flush stores nothing again`() throws {
    let handle = try fixture.create(path)
    try fixture.write(handle, capture("main.f"))
    try fixture.flush(handle)
    try fixture.flush(handle)
    fixture.close(handle)
    #expect(fixture.store.calls(.save) == 1)
  }

  @Test func `whoever flushes commits`() throws {
    let handle = try fixture.create(path)
    try fixture.write(handle, capture("main.f"))
    try fixture.flush(handle, as: .unseen)
    #expect(try isStored)
    fixture.close(handle)
  }

  @Test func `a write after the commit makes the file unstored again`() throws {
    let handle = try fixture.create(path)
    try fixture.write(handle, capture("main.f"))
    try fixture.flush(handle)
    let reader = try fixture.open(path)
    try fixture.write(handle, capture("main.g"))
    try fixture.tree.truncate(
      try node(of: handle), handle: handle, to: capture("main.g").count)
    #expect(try fixture.read(path) == capture("main.f"))
    try fixture.flush(handle)
    fixture.close(handle)
    #expect(try fixture.read(path) == capture("main.g"))
    #expect(try fixture.bytes(of: reader) == capture("main.f"))
    fixture.close(reader)
  }

  private func node(of handle: HandleID) throws -> NodeID {
    try #require(fixture.node(of: handle))
  }

  @Test func `a handle whose capture was deleted meanwhile doesn't bring it back`() throws {
    let handle = try fixture.create(path)
    try fixture.write(handle, capture("main.f"))
    try fixture.flush(handle)
    try fixture.unlink(path)
    try fixture.write(handle, capture("main.f"))
    #expect(fixture.errno { try fixture.flush(handle) } == .noSuchFileOrDirectory)
    fixture.close(handle)
    #expect(try !isStored)
  }

  @Test func `a release without a commit drops the file, with an event`() throws {
    let handle = try fixture.create(path)
    try fixture.write(handle, Array(capture("main.f").prefix(50)))
    fixture.close(handle)
    #expect(try !fixture.exists(path))
    #expect(fixture.eventLines.count == 1)
    #expect(fixture.eventLines[0].hasPrefix("error \(path): "))
    #expect(fixture.eventLines[0].contains("dropped"))
  }

  @Test func `a release after the commit is no event`() throws {
    try fixture.put(path, capture("main.f"))
    #expect(fixture.eventLines.isEmpty)
  }

  @Test func `until its commit a name resolves, isn't listed, and is EBUSY to readers`() throws {
    let handle = try fixture.create(path)
    try fixture.write(handle, capture("main.f"))
    #expect(try fixture.stat(path).size == capture("main.f").count)
    #expect(try fixture.list("sample/2024-10-12") == [])
    #expect(fixture.errno { try fixture.open(path) } == .resourceBusy)
    #expect(
      fixture.errno { try fixture.lookup("sample/merged/all.pprof") } == .noSuchFileOrDirectory)
    try fixture.flush(handle)
    #expect(try fixture.read(path) == capture("main.f"))
    fixture.close(handle)
  }

  @Test func `a second writer of a name that is being written is EEXIST or EBUSY`() throws {
    let handle = try fixture.create(path)
    #expect(fixture.errno { try fixture.create(path) } == .fileExists)
    #expect(
      fixture.errno { try fixture.open(path, OpenMode(writes: true, truncates: true)) }
        == .resourceBusy)
    fixture.close(handle)
  }

  @Test func `a file that is removed while it is written is never stored`() throws {
    let handle = try fixture.create(path)
    try fixture.write(handle, capture("main.f"))
    try fixture.unlink(path)
    #expect(try !fixture.exists(path))
    #expect(fixture.errno { try fixture.flush(handle) } == .noSuchFileOrDirectory)
    fixture.close(handle)
    #expect(try !isStored)
  }

  @Test(
    arguments: [
      (TestProfile.heap.gzipped, "EINVAL"), (Array(capture("main.f").dropLast(9)), "EBADMSG"),
      (TestProfile(calling: []).gzipped, "ENODATA"),
    ]) func `what can't be stored fails the flush`(bytes: [UInt8], errno: String) throws
  {
    let outcome = fixture.errno { try fixture.put(path, bytes) }
    let expected: [String: Errno] = [
      "EINVAL": .invalidArgument, "EBADMSG": .badMessage, "ENODATA": .noData,
    ]
    #expect(outcome == expected[errno])
    #expect(try !fixture.exists(path))
    #expect(fixture.store.calls(.save) == 0)
  }

  @Test func `a store's error is the flush's, and the next flush tries again`() throws {
    let handle = try fixture.create(path)
    try fixture.write(handle, capture("main.f"))
    fixture.store.setFault { operation in
      operation.kind == .save ? .fail(StoreError(.noSpace, path: "", message: "disk full")) : nil
    }
    #expect(fixture.errno { try fixture.flush(handle) } == .noSpace)
    fixture.store.setFault(nil)
    try fixture.flush(handle)
    fixture.close(handle)
    #expect(try isStored)
  }
}
