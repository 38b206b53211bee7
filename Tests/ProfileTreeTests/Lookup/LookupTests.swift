import ProfileStore
import SystemPackage
import Testing

@testable import ProfileTree

@Suite struct LookupTests {
  let fixture = TreeFixture()

  init() throws {
    try fixture.add("prod/api/2024-10-12/09-30-00Z_a.pprof", capture("main.f"))
    try fixture.mkdir("prod/api/pinned")
    try fixture.put("prod/api/pinned/v1.pgo", capture("main.f"))
    fixture.forget(try fixture.lookup("prod").node)
  }

  @Test(
    arguments: [
      "prod", "prod/api", "prod/api/2024-10-12", "prod/api/pinned", "prod/api/merged",
      "prod/merged", ".pgofs",
    ]) func `directories`(path: String) throws
  {
    let attributes = try fixture.stat(path)
    #expect(attributes.isDirectory)
    #expect(attributes.permissions == 0o755)
  }

  @Test func `a capture has its bytes' size and its name's time`() throws {
    let attributes = try fixture.stat("prod/api/2024-10-12/09-30-00Z_a.pprof")
    #expect(!attributes.isDirectory)
    #expect(attributes.size == capture("main.f").count)
    #expect(attributes.modified == utc("2024-10-12 09:30:00Z"))
    #expect(attributes.permissions == 0o644)
  }

  @Test func `a pinned file`() throws {
    #expect(try fixture.stat("prod/api/pinned/v1.pgo").size == capture("main.f").count)
  }

  @Test func `a merged file is read-only and has its newest capture's time`() throws {
    let attributes = try fixture.stat("prod/merged/2024-10-12.pprof")
    #expect(attributes.permissions == 0o444)
    #expect(attributes.modified == utc("2024-10-12 09:30:00Z"))
    #expect(attributes.size == (try fixture.read("prod/merged/2024-10-12.pprof").count))
  }

  @Test(arguments: ["prod/merged/README", ".pgofs/status.json", ".pgofs/events.log"])
  func `files that are always there have their size`(path: String) throws {
    #expect(try fixture.stat(path).size == fixture.read(path).count)
    #expect(try fixture.stat(path).permissions == 0o444)
  }

  @Test(
    arguments: [
      "none", "prod/none", "prod/api/2024-10-13", "prod/pinned", "prod/cpu.prof", "prod/.scratch",
      "prod/api/2024-10-12/09-30-01Z.pprof", "prod/api/2024-10-12/x", "prod/api/2024-10-12/.x",
      "prod/api/pinned/v2.pgo", "prod/api/pinned/x", "merged", "pinned", "2024-10-12", "a b",
      "prod/merged/x", "prod/merged/last24h", "prod/merged/last24h.json", "prod/merged/.x",
      ".pgofs/x", "prod/merged/2024-10-11.pprof", "prod/a b",
    ]) func `what isn't there is ENOENT`(path: String) throws
  {
    #expect(fixture.errno { try fixture.lookup(path) } == .noSuchFileOrDirectory)
  }

  @Test func `what isn't there is no event`() throws {
    _ = fixture.errno { try fixture.lookup("prod/none") }
    #expect(!fixture.eventLines.contains { $0.contains("prod/none") })
  }

  @Test(
    arguments: [
      "prod/2024-02-30", "prod/api/2024-10-12/24-00-00Z.pprof", "prod/merged/last24x.pprof",
      "prod/merged/2024-13.pgo", "prod/merged/now.txt",
    ]) func `a name of ours that can't exist is EINVAL and an event`(path: String) throws
  {
    #expect(fixture.errno { try fixture.lookup(path) } == .invalidArgument)
    #expect(fixture.eventLines.last?.hasPrefix("error \(path): ") == true)
  }

  @Test(
    arguments: ["", "prod/", "prod/api/2024-10-12/", "prod/api/pinned/", "prod/merged/"])
  func `a name that no file system has is ENAMETOOLONG`(directory: String) throws {
    let name = String(repeating: "x", count: 256) + ".pgo"
    #expect(fixture.errno { try fixture.lookup(directory + name) } == .fileNameTooLong)
  }

  @Test func `the control directory is only in the root`() throws {
    #expect(fixture.errno { try fixture.lookup("prod/.pgofs") } == .noSuchFileOrDirectory)
    #expect(try fixture.list("") == ["prod"])
    #expect(try fixture.list(".pgofs") == ["status.json", "events.log"])
  }

  @Test func `below a file there is nothing`() throws {
    let path = "prod/api/2024-10-12/09-30-00Z_a.pprof/x"
    #expect(fixture.errno { try fixture.lookup(path) } == .notDirectory)
  }

  @Test func `an app, its days and pinned are listed, and merged where there are captures`() throws
  {
    try fixture.mkdirs("idle/2024-10-12")
    #expect(try fixture.list("") == ["idle", "prod"])
    #expect(try fixture.list("idle") == ["2024-10-12"])
    #expect(try fixture.list("prod") == ["api", "merged"])
    #expect(try fixture.list("prod/api") == ["2024-10-12", "merged", "pinned"])
    #expect(try fixture.list("prod/api/2024-10-12") == ["09-30-00Z_a.pprof"])
    #expect(try fixture.list("prod/api/pinned") == ["v1.pgo"])
  }

  @Test func `a listed name stands for what a look-up tells`() throws {
    for path in ["", "prod", "prod/api", "prod/api/2024-10-12", "prod/api/pinned"] {
      let directory = path.isEmpty ? nil : try fixture.lookup(path)
      let handle = try fixture.tree.openDirectory(directory?.node ?? .root)
      for item in try fixture.tree.list(handle) {
        let listed = fixture.hold(try #require(fixture.tree.entry(of: item)))
        let found = try fixture.lookup(path.isEmpty ? item.name : "\(path)/\(item.name)")
        #expect(listed == found)
        #expect(item.isDirectory == found.attributes.isDirectory)
        fixture.forget(listed.node)
        fixture.forget(found.node)
      }
      fixture.tree.closeDirectory(handle)
      if let directory { fixture.forget(directory.node) }
    }
  }

  @Test func `a sick store is told from a name that isn't there`() throws {
    fixture.store.setFault { _ in
      .fail(StoreError(.timedOut, path: "", message: "no answer in 10 s"))
    }
    #expect(fixture.errno { try fixture.lookup("prod") } == .timedOut)
    #expect(fixture.eventLines.last?.contains("no answer in 10 s") == true)
  }
}
