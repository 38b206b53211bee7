import Pprof
import ProfileStore
import SystemPackage
import TestSupport
import Testing
import Threads

@testable import ProfileTree

/// One version of a merged file: the captures that its window held when its name was looked up.
@Suite struct VersionTests {
  let fixture = TreeFixture()
  let window = "sample/merged/all.pprof"

  init() throws {
    try fixture.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.f"))
    try fixture.add("sample/2024-10-12/10-00-00Z.pprof", capture("main.g"))
  }

  private func version(of window: String = "all", as format: ViewFormat = .pprof) throws -> String {
    let selection = try fixture.tree.resolver.resolve(
      try Window(parsing: window), of: AppPath("sample")!, as: format)
    return "\(selection.version)"
  }

  @Test func `names and identities of the captures are the version`() throws {
    let version = try version()
    #expect(try self.version(of: "2024-10-12") == version)
    try fixture.rename("sample/2024-10-12/10-00-00Z.pprof", "sample/2024-10-12/10-00-01Z.pprof")
    let renamed = try self.version()
    #expect(renamed != version)
    try fixture.unlink("sample/2024-10-12/10-00-01Z.pprof")
    try fixture.put("sample/2024-10-12/10-00-01Z.pprof", capture("main.h"))
    #expect(try self.version() != renamed)
  }

  @Test func `the same captures give the same bytes, on every host`() throws {
    let other = TreeFixture()
    try other.add("sample/2024-10-12/10-00-00Z.pprof", capture("main.g"))
    try other.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.f"))
    for name in ["all.pprof", "all.pgo"] {
      #expect(try fixture.read("sample/merged/\(name)") == other.read("sample/merged/\(name)"))
    }
  }

  @Test func `an open file keeps its version`() throws {
    let handle = try fixture.open(window)
    try fixture.unlink("sample/2024-10-12/10-00-00Z.pprof")
    #expect(try callees(fixture.bytes(of: handle)) == ["main.f", "main.g"])
    #expect(try callees(fixture.read(window)) == ["main.f"])
    fixture.close(handle)
  }

  @Test func `an open file has its size still when everything of it is gone`() throws {
    let handle = try fixture.open(window)
    let node = try #require(fixture.node(of: handle))
    let size = try fixture.bytes(of: handle).count
    for hour in ["09", "10"] { try fixture.unlink("sample/2024-10-12/\(hour)-00-00Z.pprof") }
    try fixture.unlink(window)
    try fixture.rmdir("sample/merged")
    #expect(try fixture.tree.attributes(of: node, prepared: fixture.prepare(node)).size == size)
    fixture.close(handle)
  }

  @Test func `a version that nobody has seen takes up what the window holds now`() throws {
    let entry = try fixture.lookup(window)
    try fixture.unlink("sample/2024-10-12/10-00-00Z.pprof")
    let handle = try fixture.open(entry.node, as: fixture.processes.spawn())
    #expect(try callees(fixture.bytes(of: handle)) == ["main.f"])
    let now = try fixture.lookup(window)
    let seen = try fixture.tree.attributes(of: entry.node, prepared: fixture.prepare(entry.node))
    #expect(now.attributes.inode == seen.inode, "it shows as the inode that the version has")
    #expect(now.attributes.size == seen.size)
    fixture.forget(now.node)
    fixture.close(handle)
  }

  /// The kernel takes the size of the look-up that began last, and so would take back the true one.
  @Test func `until its size is known each look-up of a version is an inode of its own`() throws {
    let unknown = try (0..<3).map { _ in try fixture.lookup(window) }
    #expect(Set(unknown.map(\.node)).count == 3)
    #expect(Set(unknown.map(\.attributes.inode)).count == 1)
    #expect(unknown.allSatisfy { $0.attributes.size == 0 && $0.attributesHold == .zero })
    let handle = try fixture.open(unknown[1].node, as: fixture.processes.spawn())
    let size = try fixture.bytes(of: handle).count
    let known = try (0..<3).map { _ in try fixture.lookup(window) }
    #expect(Set(known.map(\.node)).count == 1)
    #expect(known.allSatisfy { $0.attributes.size == size })
    #expect(known[0].attributes.inode == unknown[0].attributes.inode)
    for entry in unknown + known { fixture.forget(entry.node) }
    fixture.close(handle)
  }

  @Test func `a version that was taken up while another inode has it is a second inode of it`()
    throws
  {
    let old = try fixture.lookup(window)
    try fixture.unlink("sample/2024-10-12/10-00-00Z.pprof")
    let new = try fixture.lookup(window)
    #expect(old.node != new.node)
    let handle = try fixture.open(old.node, as: fixture.processes.spawn())
    #expect(try callees(fixture.bytes(of: handle)) == ["main.f"])
    let inodes = [old, new].compactMap { try? fixture.tree.attributes(of: $0.node).inode }
    #expect(Set(inodes).count == 1)
    fixture.forget(new.node)
    let again = try fixture.lookup(window)
    #expect(again.attributes.inode == inodes[0])
    fixture.forget(again.node)
    fixture.close(handle)
  }

  @Test func `many who wait for a version that vanishes all get the next one`() throws {
    let entry = try fixture.lookup(window)
    try fixture.unlink("sample/2024-10-12/10-00-00Z.pprof")
    let answers = (0..<20).map { _ in Answer<Result<PreparedView?, TreeError>>() }
    let isHeld = Flag()
    fixture.store.setFault { operation in
      if operation.kind == .load { isHeld.wait() }
      return nil
    }
    for answer in answers { fixture.tree.prepare(entry.node) { answer.give($0) } }
    isHeld.raise()
    for answer in answers { #expect(throws: Never.self) { try answer.wait().get() } }
    let handle = try fixture.open(entry.node, as: fixture.processes.spawn())
    #expect(try callees(fixture.bytes(of: handle)) == ["main.f"])
    fixture.close(handle)
  }

  @Test func `a version that was seen, and can't be computed again, is ESTALE`() throws {
    let entry = try fixture.lookup(window)
    try fixture.prepare(entry.node)
    // The merge's thread lets go of the result after it has handed it over.
    fixture.tree.views.pool.drain()
    try fixture.unlink(window)
    try fixture.unlink("sample/2024-10-12/10-00-00Z.pprof")
    #expect(fixture.errno { try fixture.prepare(entry.node) } == .staleNFSFileHandle)
    #expect(try callees(fixture.read(window)) == ["main.f"])
    fixture.forget(entry.node)
  }

  @Test func `a version whose captures all vanished is ESTALE, and the next look-up ENOENT`() throws
  {
    let entry = try fixture.lookup(window)
    for hour in ["09", "10"] { try fixture.unlink("sample/2024-10-12/\(hour)-00-00Z.pprof") }
    #expect(fixture.errno { try fixture.prepare(entry.node) } == .staleNFSFileHandle)
    #expect(fixture.errno { try fixture.lookup(window) } == .noSuchFileOrDirectory)
    fixture.forget(entry.node)
  }

  @Test func `a window that changes faster than it can be read gives up`() throws {
    let entry = try fixture.lookup(window)
    fixture.store.setFault { operation in
      operation.kind == .load
        ? .fail(StoreError(.changed, path: operation.path, message: "changed")) : nil
    }
    #expect(fixture.errno { try fixture.prepare(entry.node) } == .staleNFSFileHandle)
    #expect(fixture.tree.mergesStarted <= 16)
    fixture.forget(entry.node)
  }

  @Test func `a capture deleted while it is merged doesn't matter`() throws {
    let entry = try fixture.lookup(window)
    fixture.store.setFault { [memory = fixture.memory] operation in
      if operation.kind == .read {
        _ = try? memory.deleteCaptures(of: AppPath("sample")!, in: Window.calendar)
      }
      return nil
    }
    let handle = try fixture.open(entry.node, as: fixture.processes.spawn())
    #expect(try callees(fixture.bytes(of: handle)) == ["main.f", "main.g"])
    fixture.close(handle)
  }
}
