import ProfileStore
import SystemPackage
import TestSupport
import Testing

@testable import ProfileTree

/// No inode outlives its look-ups, whatever happens to it in between.
@Suite struct ForgetTests {
  @Test(arguments: 0..<8) func `all look-ups of a random walk are forgotten in the end`(
    round: UInt64
  ) throws {
    let seed = round &* 7919 &+ 3
    var random = NameGenerator(state: seed)
    let fixture = TreeFixture { $0.cacheSize = 2000 }
    var held: [NodeID] = []
    let paths = [
      "a", "b", "a/2024-10-12", "a/2024-10-12/09-00-00Z.pprof", "a/merged", "a/merged/all.pprof",
      "a/merged/all.pgo", "a/merged/today.txt", "a/merged/README", "a/.x", "a/cpu.prof",
      "b/merged/all.pprof", "b/2024-10-12/09-00-00Z.pprof", ".pgofs/status.json", "a/pinned",
    ]
    for _ in 0..<400 {
      let path = paths.randomElement(using: &random)!
      switch Int.random(in: 0..<9, using: &random) {
      case 0, 1: if let entry = try? fixture.lookup(path) { held.append(entry.node) }
      case 2: if !held.isEmpty { fixture.forget(held.removeLast()) }
      case 3: _ = try? fixture.read(path)
      case 4: _ = try? fixture.unlink(path)
      case 5: _ = try? fixture.rename("a", "b")
      case 6: _ = try? fixture.rename("b", "a")
      case 7: _ = try? fixture.mkdirs("a/2024-10-12")
      default:
        let bytes = capture(
          "main.f\(Int.random(in: 0..<9, using: &random))", at: "2024-10-12 09:30:00Z")
        _ = try? fixture.put(path, bytes)
      }
      if let node = held.last { _ = try? fixture.prepare(node) }
      fixture.clock.advance(by: .seconds(5))
    }
    held.forEach(fixture.forget)
    #expect(fixture.tree.inodesKnown == 1, "seed \(seed)")
  }

  @Test func `listing with look-ups holds what it told, once each`() throws {
    let fixture = TreeFixture()
    for hour in 10..<20 {
      try fixture.add("a/2024-10-12/\(hour)-00-00Z.pprof", capture("main.f"))
    }
    let day = try fixture.lookup("a/2024-10-12")
    let handle = try fixture.tree.openDirectory(day.node)
    let entries = try fixture.tree.list(handle).compactMap { fixture.tree.entry(of: $0) }
    #expect(entries.count == 10)
    #expect(fixture.tree.inodesKnown == 12)
    for entry in entries { fixture.tree.forget(entry.node, lookups: 1) }
    fixture.tree.closeDirectory(handle)
    fixture.forget(day.node)
    #expect(fixture.tree.inodesKnown == 1)
  }

  @Test func `a listed name that is gone by now is nothing`() throws {
    let fixture = TreeFixture()
    try fixture.mkdir("a")
    let handle = try fixture.tree.openDirectory(.root)
    try fixture.rmdir("a")
    #expect(try fixture.tree.list(handle).map { fixture.tree.entry(of: $0) } == [nil])
    fixture.tree.closeDirectory(handle)
  }

  @Test func `a failed look-up leaves no inode`() throws {
    let fixture = TreeFixture()
    try fixture.mkdir("a")
    for path in ["a/2024-10-12", "a/merged/all.pgo", "a/pinned", "b", "a/x", "a/merged/x"] {
      #expect(fixture.errno { try fixture.lookup(path) } == .noSuchFileOrDirectory)
    }
    #expect(fixture.tree.inodesKnown == 1)
  }
}
