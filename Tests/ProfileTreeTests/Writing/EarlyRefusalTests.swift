import ProfileStore
import SystemPackage
import Testing

@testable import ProfileTree

/// Bytes that can't begin a CPU profile fail the write, over a limit nothing is taken.
@Suite struct EarlyRefusalTests {
  let fixture = TreeFixture { $0.maxProfile = 2000 }
  let path = "sample/2024-10-12/09-30-00Z.pprof"

  init() throws { try fixture.mkdirs("sample/2024-10-12") }

  @Test(
    arguments: [
      "<!DOCTYPE html>", "<html>", "404 page not found\n", "{\"error\":", "heap profile: 1: 2 [",
      "goroutine 1 [running]:", "\u{7f}ELF", "--- cpu",
    ]) func `text fails the first write`(text: String) throws
  {
    let handle = try fixture.create(path)
    #expect(fixture.errno { try fixture.write(handle, Array(text.utf8)) } == .invalidArgument)
    #expect(fixture.eventLines.last?.contains("not a CPU profile") == true)
    #expect(fixture.errno { try fixture.flush(handle) } == .invalidArgument)
    fixture.close(handle)
    #expect(try !fixture.exists(path))
  }

  @Test func `text fails the write that makes it visible`() throws {
    let handle = try fixture.create(path)
    for (offset, byte) in "<ht".utf8.enumerated() {
      let errno = fixture.errno { try fixture.write(handle, [byte], at: offset) }
      if errno != nil {
        #expect(errno == .invalidArgument)
        fixture.close(handle)
        return
      }
    }
    Issue.record("'<ht' was taken")
    fixture.close(handle)
  }

  @Test func `a profile passes in writes of any size`() throws {
    for (n, bytes) in [capture("main.f"), TestProfile(calling: ["main.f"]).message].enumerated() {
      let path = "sample/2024-10-12/10-00-0\(n)Z.pprof"
      let handle = try fixture.create(path)
      for (offset, byte) in bytes.enumerated() { try fixture.write(handle, [byte], at: offset) }
      try fixture.flush(handle)
      fixture.close(handle)
      #expect(try fixture.read(path) == bytes)
    }
  }

  @Test func `a profile passes when its beginning comes last`() throws {
    let bytes = capture("main.f")
    let handle = try fixture.create(path)
    try fixture.write(handle, Array(bytes[60...]), at: 60)
    try fixture.write(handle, Array(bytes[..<60]), at: 0)
    try fixture.flush(handle)
    fixture.close(handle)
    #expect(try fixture.read(path) == bytes)
  }

  @Test func `a scratch file takes any bytes`() throws {
    try fixture.put("sample/.notes", Array("<html>".utf8))
    #expect(try fixture.text("sample/.notes") == "<html>")
  }

  // MARK: Limits

  @Test func `past max_profile a write is EFBIG, and the handle stays failed`() throws {
    let handle = try fixture.create(path)
    try fixture.write(handle, capture("main.f"))
    #expect(fixture.errno { try fixture.write(handle, [0], at: 2000) } == .fileTooLarge)
    #expect(fixture.eventLines.last?.contains("max_profile") == true)
    #expect(fixture.errno { try fixture.flush(handle) } == .fileTooLarge)
    #expect(fixture.errno { try fixture.write(handle, [0x1f], at: 0) } == .fileTooLarge)
    let node = try #require(fixture.node(of: handle))
    #expect(fixture.errno { try fixture.tree.truncate(node, to: 0) } == .fileTooLarge)
    #expect(fixture.errno { try fixture.flush(handle) } == .fileTooLarge)
    fixture.close(handle)
    #expect(try !fixture.exists(path))
  }

  @Test func `a handle that failed after a commit leaves what was stored`() throws {
    let handle = try fixture.create(path)
    try fixture.write(handle, capture("main.f"))
    try fixture.flush(handle)
    #expect(fixture.errno { try fixture.write(handle, [0], at: 2000) } == .fileTooLarge)
    #expect(fixture.errno { try fixture.flush(handle) } == .fileTooLarge)
    fixture.close(handle)
    #expect(try fixture.read(path) == capture("main.f"))
  }

  @Test func `extending past max_profile is EFBIG`() throws {
    let handle = try fixture.create(path)
    let node = try #require(fixture.node(of: handle))
    #expect(fixture.errno { try fixture.tree.truncate(node, to: 2001) } == .fileTooLarge)
    #expect(fixture.errno { try fixture.flush(handle) } == .fileTooLarge)
    fixture.close(handle)
  }

  @Test func `an offset that overflows is EFBIG`() throws {
    let handle = try fixture.create(path)
    #expect(fixture.errno { try fixture.write(handle, [1], at: .max) } == .fileTooLarge)
    fixture.close(handle)
  }

  @Test func `exactly max_profile bytes are taken`() throws {
    let bytes = capture("main.f")
    let fixture = TreeFixture { $0.maxProfile = bytes.count }
    try fixture.add(path, bytes)
    #expect(try fixture.read(path) == bytes)
  }

  @Test func `more than max_inflated bytes inside are EFBIG`() throws {
    let fixture = TreeFixture { $0.maxInflated = 1000 }
    try fixture.mkdirs("sample/2024-10-12")
    let bomb = TestProfile(calling: (0..<500).map { "main.f\($0)" }).gzipped
    #expect(fixture.errno { try fixture.put(path, bomb) } == .fileTooLarge)
    #expect(try !fixture.exists(path))
  }

  @Test func `a scratch file can't be larger either`() throws {
    let handle = try fixture.create("sample/.big")
    #expect(fixture.errno { try fixture.write(handle, [0], at: 2000) } == .fileTooLarge)
    fixture.close(handle)
    try fixture.unlink("sample/.big")
  }

  @Test func `reading with any offset and count is safe`() throws {
    try fixture.add("sample/2024-10-12/10-00-00Z.pprof", capture("main.f"))
    for path in [
      "sample/2024-10-12/10-00-00Z.pprof", "sample/merged/all.pprof", "sample/merged/README",
      ".pgofs/events.log", ".pgofs/status.json",
    ] {
      let handle = try fixture.open(path)
      for (offset, count) in [(0, 0), (0, Int.max), (.max, .max), (.max, 1), (1, .max)] {
        _ = try fixture.tree.read(handle, at: offset, count: count)
      }
      fixture.close(handle)
    }
  }
}
