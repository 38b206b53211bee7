import ProfileStore
import SystemPackage
import TestSupport
import Testing

@testable import ProfileTree

/// What is kept on a host of a store that is far away.
@Suite struct StoredContentsTests {
  private let memory = MemoryStore(isDistant: true)
  private let directory = TemporaryDirectory()

  private func host() -> TreeFixture {
    TreeFixture(store: memory) { $0.cacheDirectory = directory.path }
  }

  private func put(_ minute: Int, calling callee: String = "main.f") throws {
    try? memory.make(.app(AppPath("sample")!))
    let time = utc("2024-10-12 09:00:00Z").advanced(
      byMilliseconds: Int64(minute) * Timestamp.minute)
    _ = try memory.save(
      TestProfile(calling: [callee], at: time).gzipped,
      as: .capture(AppPath("sample")!, CaptureName(time: time)), expecting: .absent)
  }

  private let path = "sample/2024-10-12/09-01-00Z.pprof"

  @Test func `a capture that was read is read again without the store`() throws {
    try put(1)
    let host = host()
    let bytes = try host.read(path)
    host.tree.finishBackgroundWork()
    host.store.setFault { operation in
      [.load, .read].contains(operation.kind)
        ? .fail(StoreError(.timedOut, path: operation.path, message: "no answer")) : nil
    }
    #expect(try host.read(path) == bytes)
    #expect(try self.host().read(path) == bytes)
  }

  @Test func `a pinned profile that was read is read again without the store`() throws {
    try put(1)
    let app = AppPath("sample")!
    try memory.make(.pinned(app))
    _ = try memory.save(
      capture("main.pinned"), as: .pinned(app, PinnedName("v1.pgo")!), expecting: .absent)
    let host = host()
    let bytes = try host.read("sample/pinned/v1.pgo")
    host.tree.finishBackgroundWork()
    host.store.resetCalls()
    #expect(try host.read("sample/pinned/v1.pgo") == bytes)
    #expect(host.store.calls(.load) == 0)
  }

  @Test func `what a window read needn't be fetched for another one`() throws {
    for minute in 0..<20 { try put(minute) }
    let host = host()
    _ = try host.read("sample/merged/all.pprof")
    host.tree.finishBackgroundWork()
    host.store.resetCalls()
    for window in [
      "2024-10-12T09-03_2024-10-12T09-08.pprof", "2024-10-12T09-04_2024-10-12T09-05.txt",
    ] {
      _ = try host.read("sample/merged/\(window)")
    }
    #expect(host.store.calls(.load) == 0)
  }

  @Test func `another capture of the same name is another content`() throws {
    try put(1)
    let host = host()
    let old = try host.read(path)
    host.tree.finishBackgroundWork()
    let file = StoreFile.capture(AppPath("sample")!, CaptureName(time: utc("2024-10-12 09:01:00Z")))
    try memory.delete(file)
    #expect(host.errno { try host.read(path) } == .noSuchFileOrDirectory)
    try put(1, calling: "main.g")
    #expect(try host.read(path) != old)
  }

  @Test func `what is damaged on this host is fetched anew`() throws {
    try put(1)
    let bytes = try host().read(path)
    host().tree.finishBackgroundWork()
    _ = shell(
      "find $D -type f -exec sh -c 'printf x | dd of=$1 bs=1 seek=60 conv=notrunc' _ {} \\;",
      environment: ["D": directory.path])
    #expect(try host().read(path) == bytes)
  }
}
