import ProfileStore
import SystemPackage
import TestSupport
import Testing

@testable import ProfileTree

/// `.txt`: what is in a window, what was left out and why, and when nothing is in it, why not.
@Suite struct ReportTests {
  let fixture = TreeFixture()

  private func plant(_ name: String, _ bytes: [UInt8]) throws {
    let day = Day("2024-10-12")!
    let file = StoreFile.capture(AppPath("sample")!, CaptureName(day: day, fileName: name)!)
    _ = try fixture.memory.save(bytes, as: file, expecting: .absent)
  }

  @Test func `it says what is in the window`() throws {
    try fixture.add("sample/2024-10-11/09-00-00Z_a.pprof", capture("main.f"))
    try fixture.add("sample/2024-10-12/09-00-00Z_b.pprof", capture("main.g"))
    let text = try fixture.text("sample/merged/2024-10-11_2024-10-12.txt")
    for line in [
      "sample/merged/2024-10-11_2024-10-12.txt",
      "window    2024-10-11 00:00:00Z to 2024-10-13 00:00:00Z, end exclusive",
      "captures  2 from 2 sources, 0 left out", "first     sample/2024-10-11/09-00-00Z_a.pprof",
      "last      sample/2024-10-12/09-00-00Z_b.pprof", "samples   2, over 60 s of profiling",
      "types     samples/count, cpu/nanoseconds; period cpu/nanoseconds",
    ] {
      #expect(text.split(separator: "\n").contains(Substring(line)), "\(line) in\n\(text)")
    }
  }

  @Test func `an app without a capture has a report too`() throws {
    try fixture.mkdir("sample")
    let text = try fixture.text("sample/merged/last24h.txt")
    #expect(text.contains("captures  none"))
    #expect(text.contains("no capture at all; write one to sample/"))
    #expect(
      fixture.errno { try fixture.read("other/merged/last24h.txt") } == .noSuchFileOrDirectory)
  }

  @Test func `an empty window names the newest capture`() throws {
    try fixture.add("sample/2024-10-09/09-30-00Z.pprof", capture("main.f"))
    let text = try fixture.text("sample/merged/today.txt")
    #expect(text.contains("captures  none"))
    #expect(text.contains("2024-10-09 09:30:00Z"))
  }

  @Test func `it says what was refused today, and why`() throws {
    try fixture.add("sample/2024-10-09/09-30-00Z.pprof", capture("main.f"))
    for n in 0..<4 {
      _ = fixture.errno { try fixture.put("sample/heap\(n)", TestProfile.heap.gzipped) }
    }
    let text = try fixture.text("sample/merged/today.txt")
    #expect(text.contains("4 rejected today: not a CPU profile"), "\(text)")
    fixture.clock.advance(by: .seconds(24 * 3600))
    #expect(try !fixture.text("sample/merged/today.txt").contains("rejected"))
  }

  @Test func `text that was refused as it was written counts as rejected, once`() throws {
    try fixture.mkdir("sample")
    _ = fixture.errno { try fixture.put("sample/page", Array("<html><body>Not found".utf8)) }
    #expect(try fixture.text("sample/merged/today.txt").contains("1 rejected today"))
  }

  @Test func `what is refused more than once before its close counts once`() throws {
    try fixture.mkdir("sample")
    let handle = try fixture.create("sample/heap")
    try fixture.write(handle, TestProfile.heap.gzipped)
    for _ in 0..<3 { _ = fixture.errno { try fixture.flush(handle) } }
    fixture.close(handle)
    #expect(try fixture.text("sample/merged/today.txt").contains("1 rejected today"))
  }

  @Test func `what was refused for an app below counts`() throws {
    try fixture.mkdirs("prod/api")
    try fixture.mkdir("other")
    _ = fixture.errno { try fixture.put("prod/api/heap", TestProfile.heap.gzipped) }
    #expect(try fixture.text("prod/merged/all.txt").contains("1 rejected today"))
    #expect(try !fixture.text("other/merged/all.txt").contains("rejected"))
  }

  @Test func `captures of mixed types are named with their types`() throws {
    try fixture.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.f"))
    try fixture.add("sample/2024-10-12/10-00-00Z.pprof", capture("main.f"))
    var other = TestProfile(calling: ["main.other"])
    other.types = [("cpu", "nanoseconds")]
    try plant("11-00-00Z.pprof", other.gzipped)
    let text = try fixture.text("sample/merged/all.txt")
    #expect(text.contains("captures  2 from 1 source, 1 left out"))
    #expect(text.contains("  sample/2024-10-12/11-00-00Z.pprof  its types are cpu/nanoseconds"))
  }

  @Test func `two windows with the same captures have reports of their own`() throws {
    try fixture.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.f"))
    let (day, month) = (
      try fixture.text("sample/merged/2024-10-12.txt"),
      try fixture.text("sample/merged/2024-10.txt")
    )
    #expect(day.contains("2024-10-12 00:00:00Z to 2024-10-13 00:00:00Z"))
    #expect(month.contains("2024-10-01 00:00:00Z to 2024-11-01 00:00:00Z"))
    #expect(month.hasPrefix("sample/merged/2024-10.txt\n"))
  }

  @Test func `a report follows its window when it moves`() throws {
    try fixture.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.f"))
    #expect(try fixture.text("sample/merged/last24h.txt").contains("to 2024-10-12 11:00:00Z"))
    fixture.clock.advance(by: .seconds(3600))
    #expect(try fixture.text("sample/merged/last24h.txt").contains("to 2024-10-12 12:00:00Z"))
  }

  @Test func `a report on a window that ends now isn't computed anew each moment`() throws {
    try fixture.add("sample/2024-10-12/09-00-00Z.pprof", capture("main.f"))
    let text = try fixture.text("sample/merged/2024-10-12_now.txt")
    #expect(text.contains("window    2024-10-12 00:00:00Z to now\n"), "\(text)")
    fixture.clock.advance(by: .seconds(1))
    #expect(try fixture.text("sample/merged/2024-10-12_now.txt") == text)
    #expect(fixture.tree.mergesStarted == 1)
  }

  @Test func `a window without a call says that nothing can be built from it`() throws {
    try fixture.add("sample/2024-10-12/09-00-00Z.pprof", TestProfile.idle().gzipped)
    #expect(try fixture.text("sample/merged/all.txt").contains("nothing to build from"))
  }
}
