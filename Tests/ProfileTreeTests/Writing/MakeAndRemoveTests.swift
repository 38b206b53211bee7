import ProfileStore
import SystemPackage
import TestSupport
import Testing
import Threads

@testable import ProfileTree

@Suite struct MakeAndRemoveTests {
  let fixture = TreeFixture()
  let captured = "sample/2024-10-12/09-00-00Z.pprof"

  init() throws {
    try fixture.add(captured, capture("main.f"))
    try fixture.mkdir("sample/pinned")
    try fixture.put("sample/pinned/v1.pgo", capture("main.f"))
  }

  // MARK: mkdir

  @Test(arguments: ["other", "sample/canary", "sample/2024-10-13", "Other_1.x-y"])
  func `mkdir makes apps and days`(path: String) throws {
    try fixture.mkdir(path)
    #expect(try fixture.stat(path).isDirectory)
    #expect(try fixture.list(path) == [])
  }

  @Test(
    arguments: [
      ("sample", Errno.fileExists), ("sample/2024-10-12", .fileExists),
      ("sample/pinned", .fileExists), ("sample/merged", .fileExists), (".pgofs", .fileExists),
      ("2024-10-12", .invalidArgument), ("merged", .invalidArgument), ("pinned", .invalidArgument),
      ("a b", .invalidArgument), ("-x", .invalidArgument), ("sample/2024-02-30", .invalidArgument),
      ("sample/a b", .invalidArgument), (".x", .notPermitted), ("sample/.x", .notPermitted),
      ("sample/2024-10-12/x", .notPermitted), ("sample/2024-10-12/10-00-00Z.pprof", .notPermitted),
      ("sample/pinned/v2.pgo", .notPermitted), ("sample/merged/x", .notPermitted),
      (".pgofs/x", .notPermitted),
    ]) func `mkdir elsewhere`(path: String, errno: Errno) throws
  {
    #expect(fixture.errno { try fixture.mkdir(path) } == errno)
  }

  @Test func `mkdir of an app nine deep is EINVAL`() throws {
    try fixture.mkdirs("1/2/3/4/5/6/7/8")
    #expect(fixture.errno { try fixture.mkdir("1/2/3/4/5/6/7/8/9") } == .invalidArgument)
  }

  @Test func `mkdir of a name too long is ENAMETOOLONG`() throws {
    let name = String(repeating: "x", count: 256)
    #expect(fixture.errno { try fixture.mkdir(name) } == .fileNameTooLong)
    #expect(fixture.errno { try fixture.create("sample/\(name)") } == .fileNameTooLong)
  }

  @Test func `mkdir of a name that is being written is EEXIST`() throws {
    let handle = try fixture.create("sample/cpu")
    #expect(fixture.errno { try fixture.mkdir("sample/cpu") } == .fileExists)
    fixture.close(handle)
    try fixture.mkdir("sample/cpu")
  }

  // MARK: create

  @Test(
    arguments: [
      ("x.pprof", Errno.notPermitted), (".x", .notPermitted), ("sample/merged/x", .notPermitted),
      ("sample/merged/last24h.pgo", .notPermitted), (".pgofs/x", .notPermitted),
      ("sample/2024-02-30", .invalidArgument), ("sample/2024-10-13", .invalidArgument),
      ("sample/2024-10-12/09-61-00Z.pprof", .invalidArgument),
      ("sample/pinned/x", .invalidArgument),
    ]) func `a file can't be made everywhere`(path: String, errno: Errno) throws
  {
    #expect(fixture.errno { try fixture.create(path) } == errno)
    #expect(fixture.eventLines.last?.hasPrefix("error \(path): ") == true)
  }

  // MARK: unlink

  @Test func `unlink deletes a capture, and its readers keep it`() throws {
    let reader = try fixture.open(captured)
    try fixture.unlink(captured)
    #expect(try !fixture.exists(captured))
    #expect(try fixture.bytes(of: reader) == capture("main.f"))
    fixture.close(reader)
  }

  @Test func `unlink deletes a pinned file`() throws {
    try fixture.unlink("sample/pinned/v1.pgo")
    #expect(try fixture.list("sample/pinned") == [])
  }

  @Test(
    arguments: [
      ("sample/2024-10-12/10-00-00Z.pprof", Errno.noSuchFileOrDirectory),
      ("sample/2024-10-12/x", .noSuchFileOrDirectory), ("sample/.x", .noSuchFileOrDirectory),
      ("sample/pinned/v2.pgo", .noSuchFileOrDirectory), ("x", .noSuchFileOrDirectory),
      (".pgofs/status.json", .notPermitted), (".pgofs/events.log", .notPermitted),
    ]) func `unlink of what isn't there, or mustn't go`(path: String, errno: Errno) throws
  {
    #expect(fixture.errno { try fixture.unlink(path) } == errno)
  }

  @Test(arguments: ["README", "all.pprof", "all.txt", "last24h.pgo", "2001.pgo", "unknown"])
  func `unlink in merged succeeds and deletes nothing`(name: String) throws {
    if name != "2001.pgo" { try fixture.unlink("sample/merged/\(name)") }
    #expect(try fixture.exists(captured))
    #expect(fixture.store.calls(.delete) == 0)
  }

  @Test func `a delete that the store refuses is the unlink's error`() throws {
    fixture.store.setFault { operation in
      operation.kind == .delete ? .fail(StoreError(.readOnly, path: "", message: "read-only")) : nil
    }
    #expect(fixture.errno { try fixture.unlink(captured) } == .readOnlyFileSystem)
    try fixture.put("sample/cpu.prof", capture("main.g", at: "2024-10-12 10:00:00Z"))
    #expect(fixture.errno { try fixture.unlink("sample/cpu.prof") } == .readOnlyFileSystem)
    #expect(try fixture.exists("sample/cpu.prof"))
  }

  // MARK: rmdir

  @Test func `rmdir removes what is empty`() throws {
    try fixture.mkdirs("other/2024-10-12")
    #expect(fixture.errno { try fixture.rmdir("other") } == .directoryNotEmpty)
    try fixture.rmdir("other/2024-10-12")
    try fixture.rmdir("other")
    #expect(try fixture.list("") == ["sample"])
  }

  @Test(
    arguments: [
      ("sample", Errno.directoryNotEmpty), ("sample/2024-10-12", .directoryNotEmpty),
      ("sample/pinned", .directoryNotEmpty), ("sample/2024-10-13", .noSuchFileOrDirectory),
      ("none", .noSuchFileOrDirectory), (".pgofs", .notPermitted),
      ("sample/2024-10-12/09-00-00Z.pprof", .notDirectory), ("sample/merged/README", .notDirectory),
      ("sample/merged/all.pgo", .notDirectory),
    ]) func `rmdir of what stays`(path: String, errno: Errno) throws
  {
    #expect(fixture.errno { try fixture.rmdir(path) } == errno)
  }

  @Test func `a whole app goes as rm -rf takes it`() throws {
    _ = try fixture.read("sample/merged/all.pprof")
    try fixture.unlink(captured)
    try fixture.rmdir("sample/2024-10-12")
    for name in try fixture.list("sample/merged") { try fixture.unlink("sample/merged/\(name)") }
    try fixture.rmdir("sample/merged")
    try fixture.unlink("sample/pinned/v1.pgo")
    try fixture.rmdir("sample/pinned")
    try fixture.rmdir("sample")
    #expect(try fixture.list("") == [])
  }

  @Test func `a day that is removed while a capture is written into it comes back with it`() throws
  {
    try fixture.mkdirs("other/2024-10-12")
    let handle = try fixture.create("other/2024-10-12/10-00-00Z.pprof")
    try fixture.write(handle, capture("main.g"))
    try fixture.rmdir("other/2024-10-12")
    try fixture.flush(handle)
    fixture.close(handle)
    #expect(try fixture.list("other/2024-10-12") == ["10-00-00Z.pprof"])
  }

  // MARK: Races between removing and storing

  @Test func `what is removed while its flush is under way is gone afterwards`() throws {
    let path = "sample/2024-10-12/10-00-00Z.pprof"
    let handle = try fixture.create(path)
    try fixture.write(handle, capture("main.g"))
    let (isSaving, go) = (Flag(), Flag())
    fixture.store.setFault { operation in
      guard operation.kind == .save else { return nil }
      isSaving.raise()
      go.wait()
      return nil
    }
    let (flushed, removed) = (Flag(), Flag())
    startThread { [fixture] in
      try? fixture.flush(handle)
      flushed.raise()
    }
    isSaving.wait()
    startThread { [fixture] in
      try? fixture.unlink(path)
      removed.raise()
    }
    go.raise()
    flushed.wait()
    removed.wait()
    fixture.close(handle)
    #expect(try fixture.list("sample/2024-10-12") == ["09-00-00Z.pprof"])
  }
}
