import ProfileStore
import SystemPackage
import Testing

@testable import ProfileTree

@Suite struct RenameAppTests {
  let fixture = TreeFixture()

  init() throws {
    try fixture.add("prod/api/2024-10-12/09-00-00Z.pprof", capture("main.f"))
    try fixture.mkdir("prod/api/pinned")
    try fixture.put("prod/api/pinned/v1.pgo", capture("main.p"))
    try fixture.mkdir("other")
  }

  @Test func `an app moves with all below it`() throws {
    try fixture.rename("prod", "other/was-prod")
    #expect(try fixture.list("") == ["other"])
    #expect(
      try fixture.read("other/was-prod/api/2024-10-12/09-00-00Z.pprof") == capture("main.f"))
    #expect(try fixture.read("other/was-prod/api/pinned/v1.pgo") == capture("main.p"))
    #expect(try callees(fixture.read("other/merged/all.pprof")) == ["main.f"])
  }

  @Test func `the inodes that are in use move`() throws {
    let names = ["", "/api", "/api/2024-10-12", "/api/pinned", "/api/2024-10-12/09-00-00Z.pprof"]
    let entries = try names.map { try fixture.lookup("prod" + $0) }
    try fixture.rename("prod", "staging")
    for (name, entry) in zip(names, entries) {
      let now = try fixture.lookup("staging" + name)
      #expect(now.node == entry.node, "\(name)")
      fixture.forget(now.node)
    }
    let directory = entries[2].node
    let (entry, file) = try fixture.tree.create("10-00-00Z.pprof", in: directory)
    fixture.hold(entry)
    try fixture.write(file.handle, capture("main.g"))
    try fixture.flush(file.handle)
    fixture.close(file.handle)
    fixture.forget(entry.node)
    #expect(
      try fixture.list("staging/api/2024-10-12") == ["09-00-00Z.pprof", "10-00-00Z.pprof"])
    for entry in entries { fixture.forget(entry.node) }
  }

  @Test func `open files stay readable`() throws {
    let handles = [
      try fixture.open("prod/api/2024-10-12/09-00-00Z.pprof"),
      try fixture.open("prod/merged/all.pprof"),
    ]
    let bytes = try handles.map { try fixture.bytes(of: $0) }
    try fixture.rename("prod", "staging")
    #expect(try handles.map { try fixture.bytes(of: $0) } == bytes)
    for handle in handles { fixture.close(handle) }
  }

  @Test func `a capture that was looked up can be opened`() throws {
    let entry = try fixture.lookup("prod/api/2024-10-12/09-00-00Z.pprof")
    try fixture.rename("prod", "staging")
    let handle = try fixture.open(entry.node, as: fixture.processes.spawn())
    #expect(try fixture.bytes(of: handle) == capture("main.f"))
    fixture.close(handle)
  }

  @Test func `what is being written is stored at its new place`() throws {
    let handle = try fixture.create("prod/api/2024-10-12/10-00-00Z.pprof")
    let drop = try fixture.create("prod/api/cpu.prof")
    try fixture.put("prod/api/.scratch", [1])
    try fixture.write(handle, capture("main.g"))
    try fixture.write(drop, capture("main.h", at: "2024-10-12 11:00:00Z"))
    try fixture.rename("prod/api", "other/api")
    for handle in [handle, drop] {
      try fixture.flush(handle)
      fixture.close(handle)
    }
    #expect(
      try fixture.list("other/api/2024-10-12")
        == ["09-00-00Z.pprof", "10-00-00Z.pprof", "11-00-00Z_cpu.pprof"])
    #expect(try fixture.read("other/api/.scratch") == [1])
    #expect(try fixture.exists("other/api/cpu.prof"))
  }

  @Test func `over an empty app it takes its place, over another it is ENOTEMPTY`() throws {
    try fixture.rename("prod/api", "other")
    #expect(try fixture.list("other") == ["2024-10-12", "merged", "pinned"])
    try fixture.mkdir("prod/api")
    #expect(fixture.errno { try fixture.rename("prod/api", "other") } == .directoryNotEmpty)
  }

  @Test func `RENAME_NOREPLACE over an empty app is EEXIST`() throws {
    #expect(
      fixture.errno { try fixture.rename("prod/api", "other", replacing: false) } == .fileExists)
  }

  @Test func `a path that no app can have is EINVAL`() throws {
    for name in ["2024-10-12", "merged", "pinned", "a b", ".x", "prod/api/2024-10-12/x"] {
      #expect(fixture.errno { try fixture.rename("other", name) } == .invalidArgument, "\(name)")
    }
  }

  @Test func `apps below that would get too deep are EINVAL`() throws {
    try fixture.mkdirs("a/b/c/d/e/f")
    try fixture.mkdirs("x/y/z")
    #expect(fixture.errno { try fixture.rename("x", "a/b/c/d/e/f/x") } == .invalidArgument)
    try fixture.rename("x/y", "a/b/c/d/e/f/y")
    #expect(try fixture.exists("a/b/c/d/e/f/y/z"))
  }

  @Test(arguments: ["prod/api/2024-10-12", "prod/api/pinned", "prod/api/merged", ".pgofs"])
  func `other directories are EPERM`(path: String) throws {
    #expect(fixture.errno { try fixture.rename(path, "prod/new") } == .notPermitted)
  }

  @Test func `a store that can't move apps says EXDEV, so that mv copies`() throws {
    fixture.store.setFault { operation in
      operation.kind == .moveApp
        ? .fail(StoreError(.unsupported, path: operation.path, message: "no atomic move")) : nil
    }
    #expect(fixture.errno { try fixture.rename("prod", "staging") } == .improperLink)
    #expect(try fixture.exists("prod/api"))
  }

  @Test func `an app that comes back to the old name is another`() throws {
    let old = try fixture.lookup("prod")
    try fixture.rename("prod", "staging")
    try fixture.mkdir("prod")
    let new = try fixture.lookup("prod")
    #expect(old.node != new.node)
    fixture.forget(old.node)
    fixture.forget(new.node)
  }
}
