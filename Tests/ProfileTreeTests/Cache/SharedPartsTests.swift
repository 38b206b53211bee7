import ProfileStore
import SystemPackage
import TestSupport
import Testing

@testable import ProfileTree

/// What hosts compute for each other. Each has a cache of its own; the store and its shared parts are
/// one. It is 2024-10-12, noon.
@Suite struct SharedPartsTests {
  private let parts = MemoryParts()
  private let memory: MemoryStore
  private let directory = TemporaryDirectory()

  init() { memory = MemoryStore(sharedParts: parts) }

  /// A host that never saw the store before.
  private func host(_ name: String, sharesParts: Bool = true) -> TreeFixture {
    let cache = directory.directory(name)
    return TreeFixture(store: memory) {
      $0.cacheDirectory = cache
      $0.sharesParts = sharesParts
    }
  }

  /// 10 captures an hour, from 09:00 on: days of 8 hours are worth a part of every kind.
  private func seed(days: ClosedRange<Int>, hours: Int = 8) throws {
    try? memory.make(.app(AppPath("sample")!))
    for day in days {
      for number in 0..<10 * hours { try put(day, number) }
    }
  }

  private func put(_ day: Int, _ number: Int, second: Int = 0) throws {
    let time = Day(year: 2024, month: 10, day: day)!.start.advanced(
      byMilliseconds: Int64(9 * 60 + number * 6) * Timestamp.minute + Int64(second) * 1000)
    let profile = TestProfile(calling: ["main.f\(number % 7)", "main.d\(day)"], at: time)
    _ = try memory.save(
      profile.gzipped, as: .capture(AppPath("sample")!, CaptureName(time: time)),
      expecting: .absent)
  }

  /// Reads a window, and tells its bytes and how many captures were read for it.
  private func read(_ window: String, on host: TreeFixture) throws -> (bytes: [UInt8], loads: Int) {
    try? host.unlink("sample/merged/\(window)")
    host.store.resetCalls()
    let bytes = try host.read("sample/merged/\(window)")
    let loads = host.store.calls(.load)
    host.tree.finishBackgroundWork()
    return (bytes, loads)
  }

  @Test func `a new host reads past days and hours, not their captures`() throws {
    try seed(days: 9...11)
    let (first, second) = (host("first"), host("second"))
    for window in ["last7d.pgo", "last7d.pprof", "2024-10-10T09_2024-10-11T11.pprof"] {
      let one = try read(window, on: first)
      let other = try read(window, on: second)
      #expect(other.loads == 0, "\(window)")
      #expect(one.bytes == other.bytes, "\(window)")
    }
    #expect(try read("2024-10-10.pprof", on: host("third")).loads == 0)
  }

  @Test func `what is shared are days and hours that are over`() throws {
    try seed(days: 12...12, hours: 3)
    let first = host("first")
    _ = try read("all.pprof", on: first)
    // Three hours, the last of which may get captures for some minutes; a summary and a merge each.
    #expect(parts.parts.count == 2 * 2)
    let later = host("later")
    later.clock.advance(by: .seconds(600))
    _ = try read("all.pprof", on: later)
    #expect(parts.parts.count == 3 * 2)
  }

  @Test func `a late capture costs every host itself and its hour`() throws {
    try seed(days: 9...11)
    let (first, second) = (host("first"), host("second"))
    for host in [first, second] { _ = try read("last7d.pprof", on: host) }
    try put(10, 15, second: 30)
    // Of the hour all are merged, but the new one was read to see what it is.
    #expect(try read("last7d.pprof", on: first).loads == 11)
    let third = host("third")
    let (bytes, loads) = try read("last7d.pprof", on: third)
    #expect(loads == 0)
    #expect(try read("last7d.pprof", on: second).bytes == bytes)
  }

  @Test func `two hosts that make the same parts make the same bytes`() throws {
    try seed(days: 9...11)
    let plain = TreeFixture(store: memory)
    let bytes = try read("last7d.pprof", on: plain).bytes
    #expect(parts.parts.isEmpty)
    #expect(try read("last7d.pprof", on: host("first")).bytes == bytes)
    let made = parts.parts
    parts.damage { $0 = [] }
    #expect(try read("last7d.pprof", on: host("second")).bytes == bytes)
    // A summary and a merge of every hour and day.
    #expect(made.count == 3 * (8 + 1) * 2)
    #expect(parts.parts == made)
  }

  @Test(arguments: ["cut", "changed", "empty", "another"])
  func `a damaged part is made again, for all`(damage: String) throws {
    try seed(days: 9...11)
    let whole = try read("last7d.pprof", on: host("first")).bytes
    let good = parts.parts
    // That of an hour, which is the smallest: with that of a day, the day would be whole, and nobody
    // would look at its hours.
    let other = try #require(good.values.min { $0.count < $1.count })
    parts.damage { bytes in
      switch damage {
      case "cut": bytes.removeLast()
      case "changed": bytes[bytes.count / 2] ^= 1
      case "another": bytes = other
      default: bytes = []
      }
    }
    #expect(try read("last7d.pprof", on: host("second")).bytes == whole)
    #expect(parts.parts == good)
    #expect(try read("last7d.pprof", on: host("third")).loads == 0)
  }

  @Test func `a host that may not write reads all the same`() throws {
    try seed(days: 9...11)
    parts.setReadOnly()
    let first = host("first")
    let bytes = try read("last7d.pprof", on: first).bytes
    #expect(parts.parts.isEmpty)
    #expect(try read("last7d.pprof", on: first).loads == 0)
    #expect(try read("last7d.pprof", on: host("second")).bytes == bytes)
  }

  @Test func `a host that only reads the store takes and doesn't give`() throws {
    try seed(days: 9...11)
    _ = try read("last7d.pprof", on: host("reader", sharesParts: false))
    #expect(parts.parts.isEmpty)
    let bytes = try read("last7d.pprof", on: host("giver")).bytes
    let (same, loads) = try read("last7d.pprof", on: host("taker", sharesParts: false))
    #expect(same == bytes && loads == 0)
  }

  @Test func `nobody is asked twice for what nobody has`() throws {
    try seed(days: 9...11)
    parts.setReadOnly()
    let first = host("first")
    for _ in 0..<3 { _ = try read("last7d.pgo", on: first) }
    // Three days with eight hours each.
    #expect(parts.asked == 3 + 3 * 8)
  }

  @Test func `what can't be read is no part of a part`() throws {
    try seed(days: 9...11)
    let first = host("first")
    first.store.setFault { operation in
      operation.kind == .load && operation.path.hasSuffix("10-30-00Z.pprof")
        ? .fail(StoreError(.timedOut, path: operation.path, message: "no answer")) : nil
    }
    for window in ["last7d.pgo", "last7d.pprof"] {
      #expect(first.errno { try read(window, on: first) } == .timedOut)
    }
    first.tree.finishBackgroundWork()
    #expect(parts.parts.isEmpty)
  }
}
