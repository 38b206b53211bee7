import ProfileStore
import SystemPackage
import TestSupport
import Testing

@testable import ProfileTree

/// The rows of renames: what moves where, and what can't.
@Suite struct RenameFileTests {
  let fixture = TreeFixture()
  let day = "sample/2024-10-12"
  let captured = "sample/2024-10-12/09-00-00Z.pprof"

  init() throws {
    try fixture.add(captured, capture("main.f", at: "2024-10-12 09:00:00Z"))
    try fixture.mkdirs("other/2024-10-12")
    try fixture.mkdir("sample/pinned")
  }

  // MARK: From scratch

  @Test func `scratch to a capture's name is a commit`() throws {
    try fixture.put("\(day)/.x", capture("main.g"))
    try fixture.rename("\(day)/.x", "\(day)/10-00-00Z.pprof")
    #expect(try fixture.read("\(day)/10-00-00Z.pprof") == capture("main.g"))
    #expect(try fixture.list(day) == ["09-00-00Z.pprof", "10-00-00Z.pprof"])
    #expect(try callees(fixture.read("sample/merged/all.pprof")) == ["main.f", "main.g"])
  }

  @Test func `scratch to a pinned name is a commit`() throws {
    try fixture.put("sample/.x", capture("main.g"))
    try fixture.rename("sample/.x", "sample/pinned/v1.pgo")
    #expect(try fixture.read("sample/pinned/v1.pgo") == capture("main.g"))
  }

  @Test func `scratch to any other name is a drop`() throws {
    try fixture.put("sample/.cpu.prof.Xy12", capture("main.g", at: "2024-10-12 10:00:00Z"))
    try fixture.rename("sample/.cpu.prof.Xy12", "sample/cpu.prof")
    #expect(try fixture.list(day) == ["09-00-00Z.pprof", "10-00-00Z_cpu.pprof"])
    #expect(try fixture.exists("sample/cpu.prof"))
    #expect(try !fixture.exists("sample/.cpu.prof.Xy12"))
    fixture.clock.advance(by: .seconds(60))
    #expect(try !fixture.exists("sample/cpu.prof"))
  }

  @Test func `scratch to the name of a drop of this minute is another drop`() throws {
    for (n, name) in ["main.g", "main.h"].enumerated() {
      try fixture.put("sample/.x", capture(name, at: "2024-10-12 1\(n):00:00Z"))
      try fixture.rename("sample/.x", "sample/cpu.prof")
    }
    #expect(
      try fixture.list(day) == ["09-00-00Z.pprof", "10-00-00Z_cpu.pprof", "11-00-00Z_cpu.pprof"])
  }

  @Test func `scratch to scratch replaces`() throws {
    try fixture.put("sample/.a", [1])
    try fixture.put("sample/.b", [2])
    try fixture.rename("sample/.a", "\(day)/.c")
    try fixture.rename("\(day)/.c", "sample/.b")
    #expect(try fixture.read("sample/.b") == [1])
    #expect(try fixture.list("sample") == ["2024-10-12", "merged", "pinned", ".b"])
  }

  @Test func `scratch over a capture replaces it, and its readers keep it`() throws {
    let reader = try fixture.open(captured)
    try fixture.put("\(day)/.x", capture("main.g"))
    try fixture.rename("\(day)/.x", captured)
    #expect(try fixture.read(captured) == capture("main.g"))
    #expect(try fixture.bytes(of: reader) == capture("main.f", at: "2024-10-12 09:00:00Z"))
    fixture.close(reader)
  }

  @Test func `what can't be stored fails the rename and stays scratch`() throws {
    for (bytes, errno) in [
      (TestProfile.heap.gzipped, Errno.invalidArgument), ([], .invalidArgument),
      (Array(capture("main.f").dropLast(9)), .badMessage),
      (TestProfile(calling: []).gzipped, .noData),
    ] {
      try fixture.put("\(day)/.x", bytes)
      #expect(fixture.errno { try fixture.rename("\(day)/.x", "\(day)/10-00-00Z.pprof") } == errno)
      #expect(try fixture.read("\(day)/.x") == bytes)
    }
    #expect(try fixture.list(day) == ["09-00-00Z.pprof", ".x"])
    #expect(try fixture.text("sample/merged/today.txt").contains("4 rejected today"))
  }

  @Test func `a handle that is open on it goes on with what it became`() throws {
    let handle = try fixture.create("\(day)/.x")
    try fixture.write(handle, capture("main.g"))
    try fixture.rename("\(day)/.x", "\(day)/10-00-00Z.pprof")
    #expect(try fixture.read("\(day)/10-00-00Z.pprof") == capture("main.g"))
    try fixture.write(handle, capture("main.h"))
    try fixture.flush(handle)
    fixture.close(handle)
    #expect(try fixture.read("\(day)/10-00-00Z.pprof") == capture("main.h"))
    #expect(fixture.eventLines.isEmpty)
  }

  @Test func `a reader of it reads on`() throws {
    try fixture.put("\(day)/.x", capture("main.g"))
    let reader = try fixture.open("\(day)/.x")
    try fixture.rename("\(day)/.x", "\(day)/10-00-00Z.pprof")
    #expect(try fixture.bytes(of: reader) == capture("main.g"))
    fixture.close(reader)
  }

  // MARK: From a capture

  @Test func `a capture to another time, app or day`() throws {
    for path in [
      "\(day)/10-00-00Z_b.pprof", "other/2024-10-12/11-00-00Z.pprof", "sample/pinned/v1.pprof",
      captured,
    ] {
      let from = try #require(
        try [
          captured, "\(day)/10-00-00Z_b.pprof", "other/2024-10-12/11-00-00Z.pprof",
          "sample/pinned/v1.pprof",
        ]
        .first { try fixture.exists($0) })
      try fixture.rename(from, path)
      #expect(try fixture.read(path) == capture("main.f", at: "2024-10-12 09:00:00Z"))
      #expect(try !fixture.exists(from))
    }
  }

  @Test func `a capture over another`() throws {
    try fixture.put("\(day)/10-00-00Z.pprof", capture("main.g"))
    try fixture.rename("\(day)/10-00-00Z.pprof", captured)
    #expect(try fixture.list(day) == ["09-00-00Z.pprof"])
    #expect(try fixture.read(captured) == capture("main.g"))
  }

  @Test func `a capture into an app's directory is filed as a drop`() throws {
    try fixture.rename(captured, "other/cpu.prof")
    #expect(try fixture.list("other/2024-10-12") == ["09-00-00Z_cpu.pprof"])
    #expect(try fixture.list(day) == [])
  }

  @Test func `filed where equal bytes are, both become one`() throws {
    try fixture.put("other/cpu.prof", capture("main.f", at: "2024-10-12 09:00:00Z"))
    fixture.clock.advance(by: .seconds(60))
    try fixture.rename(captured, "other/cpu.prof")
    #expect(try fixture.list("other/2024-10-12") == ["09-00-00Z_cpu.pprof"])
    #expect(try fixture.list(day) == [])
  }

  @Test func `filed where it is already, it stays`() throws {
    try fixture.put("sample/cpu.prof", capture("main.g", at: "2024-10-12 10:00:00Z"))
    fixture.clock.advance(by: .seconds(60))
    try fixture.rename("\(day)/10-00-00Z_cpu.pprof", "sample/cpu.prof")
    #expect(try fixture.list(day) == ["09-00-00Z.pprof", "10-00-00Z_cpu.pprof"])
  }

  @Test func `a capture to a scratch name is EPERM`() throws {
    #expect(fixture.errno { try fixture.rename(captured, "sample/.x") } == .notPermitted)
    #expect(try fixture.exists(captured))
  }

  @Test(
    arguments: [
      ("sample/merged/x.pprof", Errno.notPermitted), (".pgofs/x", .notPermitted),
      ("x.pprof", .notPermitted), ("sample/2024-10-12/25-00-00Z.pprof", .invalidArgument),
      ("sample/pinned/x.txt", .invalidArgument), ("sample/pinned", .invalidArgument),
      ("sample/2024-02-30", .invalidArgument),
    ]) func `where it can't be`(path: String, errno: Errno) throws
  {
    #expect(fixture.errno { try fixture.rename(captured, path) } == errno)
    #expect(try fixture.exists(captured))
    try fixture.put("sample/.x", capture("main.g"))
    #expect(fixture.errno { try fixture.rename("sample/.x", path) } == errno)
    #expect(try fixture.exists("sample/.x"))
  }

  // MARK: What is in the way, and what isn't there

  @Test func `RENAME_NOREPLACE is EEXIST where the name is taken`() throws {
    try fixture.put("\(day)/.x", capture("main.g"))
    try fixture.put("\(day)/.y", capture("main.g"))
    try fixture.put("\(day)/10-00-00Z.pprof", capture("main.g"))
    for (from, to) in [
      ("\(day)/.x", captured), ("\(day)/10-00-00Z.pprof", captured), ("\(day)/.x", "\(day)/.y"),
    ] {
      #expect(fixture.errno { try fixture.rename(from, to, replacing: false) } == .fileExists)
    }
    try fixture.rename("\(day)/.x", "\(day)/11-00-00Z.pprof", replacing: false)
  }

  @Test func `a file that is being written is EBUSY, from and to`() throws {
    let handle = try fixture.create("\(day)/10-00-00Z.pprof")
    let busy = "\(day)/10-00-00Z.pprof"
    #expect(fixture.errno { try fixture.rename(busy, "\(day)/11-00-00Z.pprof") } == .resourceBusy)
    #expect(fixture.errno { try fixture.rename(captured, busy) } == .resourceBusy)
    try fixture.put("\(day)/.x", capture("main.g"))
    #expect(fixture.errno { try fixture.rename("\(day)/.x", busy) } == .resourceBusy)
    fixture.close(handle)
  }

  @Test(arguments: [
    "sample/2024-10-12/08-00-00Z.pprof", "sample/.none", "sample/none.prof", "none",
  ])
  func `what isn't there is ENOENT`(path: String) throws {
    #expect(
      fixture.errno { try fixture.rename(path, "\(day)/10-00-00Z.pprof") }
        == .noSuchFileOrDirectory)
  }

  @Test func `a capture that vanishes while it is filed is ENOENT`() throws {
    fixture.store.setFault { operation in
      operation.kind == .move
        ? .fail(StoreError(.notFound, path: operation.path, message: "gone")) : nil
    }
    #expect(
      fixture.errno { try fixture.rename(captured, "other/cpu.prof") } == .noSuchFileOrDirectory)
    #expect(fixture.store.calls(.move) == 1)
  }

  @Test func `a computed file is EXDEV: mv then copies it`() throws {
    for path in ["sample/merged/all.pgo", "sample/merged/README", ".pgofs/status.json"] {
      #expect(fixture.errno { try fixture.rename(path, "sample/pinned/v1.pgo") } == .improperLink)
    }
  }

  @Test func `a store that fails leaves the scratch file`() throws {
    try fixture.put("\(day)/.x", capture("main.g"))
    fixture.store.setFault { operation in
      operation.kind == .save ? .fail(StoreError(.noSpace, path: "", message: "full")) : nil
    }
    #expect(fixture.errno { try fixture.rename("\(day)/.x", captured) } == .noSpace)
    fixture.store.setFault(nil)
    try fixture.rename("\(day)/.x", captured)
    #expect(try fixture.read(captured) == capture("main.g"))
  }
}
