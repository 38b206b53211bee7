import ProfileStore
import SystemPackage
import Testing

@testable import ProfileTree

@Suite struct InodeTests {
  let fixture = TreeFixture()
  let path = "sample/2024-10-12/09-30-00Z.pprof"

  init() throws {
    try fixture.add(path, capture("main.f"))
  }

  @Test func `the same content is the same inode`() throws {
    let (one, two) = (try fixture.lookup(path), try fixture.lookup(path))
    #expect(one == two)
    fixture.forget(one.node)
    fixture.forget(two.node)
  }

  @Test func `st_ino outlives the kernel's forgetting, and the mount`() throws {
    let inode = try fixture.stat(path).inode
    #expect(try fixture.stat(path).inode == inode)
    let again = TreeFixture()
    try again.add(path, capture("main.f"))
    #expect(
      try again.stat("sample/merged/all.pgo").inode == fixture.stat("sample/merged/all.pgo").inode)
  }

  @Test func `another content under the name is another inode`() throws {
    let old = try fixture.lookup(path)
    try fixture.unlink(path)
    try fixture.put(path, capture("main.g"))
    let new = try fixture.lookup(path)
    #expect(old.node != new.node)
    #expect(old.attributes.inode != new.attributes.inode)
    fixture.forget(old.node)
    fixture.forget(new.node)
  }

  @Test func `a new version of a window is another inode`() throws {
    let old = try fixture.lookup("sample/merged/all.pprof")
    try fixture.put("sample/2024-10-12/09-31-00Z.pprof", capture("main.g"))
    let new = try fixture.lookup("sample/merged/all.pprof")
    #expect(old.node != new.node)
    #expect(old.attributes.inode != new.attributes.inode)
    fixture.forget(old.node)
    fixture.forget(new.node)
  }

  @Test func `two names of one version are two inodes, computed once`() throws {
    let (one, two) = (
      try fixture.stat("sample/merged/all.pprof"), try fixture.stat("sample/merged/2024-10.pprof")
    )
    #expect(one.inode != two.inode)
    #expect(fixture.tree.mergesStarted == 1)
  }

  @Test(arguments: ["other", "other/2024-10-12", "other/pinned", "other/merged"])
  func `a directory that was removed and made again is another inode`(path: String) throws {
    try fixture.mkdir("other")
    if path == "other/2024-10-12" || path == "other/pinned" { try fixture.mkdir(path) }
    let old = try fixture.lookup(path)
    try fixture.rmdir(path)
    if path != "other/merged" { try fixture.mkdir(path) }
    let new = try fixture.lookup(path)
    #expect(old.node != new.node)
    fixture.forget(old.node)
    fixture.forget(new.node)
  }

  @Test func `merged of an app that was removed and made again is another inode`() throws {
    try fixture.mkdir("other")
    let old = try fixture.lookup("other/merged")
    try fixture.rmdir("other")
    try fixture.mkdir("other")
    let new = try fixture.lookup("other/merged")
    #expect(old.node != new.node)
    fixture.forget(old.node)
    fixture.forget(new.node)
  }

  @Test func `an inode is forgotten with its last look-up`() throws {
    let entries = [
      try fixture.lookup(path), try fixture.lookup(path), try fixture.lookup("sample"),
    ]
    #expect(fixture.tree.inodesKnown == 3)
    fixture.forget(entries[0].node)
    #expect(fixture.tree.inodesKnown == 3)
    fixture.forget(entries[1].node)
    #expect(fixture.tree.inodesKnown == 2)
    fixture.forget(entries[2].node)
    #expect(fixture.tree.inodesKnown == 1)
  }

  @Test func `a forgotten inode is ESTALE`() throws {
    let entry = try fixture.lookup(path)
    fixture.forget(entry.node)
    #expect(fixture.errno { try fixture.tree.attributes(of: entry.node) } == .staleNFSFileHandle)
    #expect(
      fixture.errno { try fixture.open(entry.node, as: fixture.processes.spawn()) }
        == .staleNFSFileHandle)
  }

  @Test func `forgetting more than was looked up, or the root, breaks nothing`() throws {
    let entry = try fixture.lookup(path)
    fixture.tree.forget(entry.node, lookups: 1000)
    fixture.forget(entry.node)
    fixture.tree.forget(.root, lookups: 1000)
    #expect(fixture.tree.inodesKnown == 1)
    #expect(try fixture.exists(path))
  }
}
