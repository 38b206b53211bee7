import Glibc
import ProfileStore
import Testing

/// What rsync, editors and rm change in the directory shows in the store within a second.
@Suite struct BehindTheStoreTests {
  private let directory = TemporaryDirectory()
  private let store: LocalStore
  private let path = "sample/2024-10-12/09-30-00Z.pprof"
  private let file = capture("2024-10-12/09-30-00Z.pprof")

  init() throws {
    store = try LocalStore(path: directory.path)
    try store.makeApp("sample")
  }

  /// Whether the condition holds within a second, and what the test itself takes on a busy machine.
  private func soon(_ condition: () throws -> Bool) rethrows -> Bool {
    try eventually(within: .seconds(3), condition)
  }

  @Test func aNewFileIsListed() throws {
    try store.put("a", as: file)
    #expect(try store.names(of: sample).count == 1)
    try directory.write([1, 2, 3], to: "sample/2024-10-12/10-00-00Z.pprof")
    #expect(try soon { try store.names(of: sample).count == 2 })
    try directory.write([1], to: "sample/2024-10-13/10-00-00Z.pprof")
    #expect(try soon { try store.names(of: sample).count == 3 })
    try directory.write([1], to: "other/2024-10-13/10-00-00Z.pprof")
    #expect(try soon { try store.apps(below: nil) == ["other", "sample"] })
    try directory.write([1], to: "sample/pinned/v1.pgo")
    #expect(try soon { try store.pinned(of: sample)?.count == 1 })
  }

  @Test func aFileOverwrittenInPlaceHasAnotherIdentity() throws {
    let first = try store.put("aaaa", as: file)
    // Let the listing settle: only then is it the age of its statuses that counts.
    #expect(try soon { try store.names(of: sample).count == 1 })
    try directory.write(Array("bbbb".utf8), to: path)
    #expect(
      try soon {
        try store.captures(of: sample, in: always).allSatisfy {
          $0.status.identity != first.identity
        }
      })
    #expect(failure { try store.load(file, identity: first.identity) } == .changed)
    #expect(text(try store.bytes(of: file)) == "bbbb")
  }

  @Test func filesOverwrittenInPlaceAreSeenByEveryWindowThatHoldsThem() throws {
    let names = ["08-00-00Z", "09-00-00Z", "10-00-00Z"].map { "2024-10-12/\($0).pprof" }
    let old = try names.map { try store.put("aaaa", as: capture($0)).identity }
    // A directory that changed just now is read anew each time.
    let written = ContinuousClock.now
    #expect(soon { ContinuousClock.now - written > .milliseconds(50) })
    #expect(try store.names(of: sample).count == 3)
    let times = names.map { captureName($0).time }
    func identities(_ window: Range<Timestamp>) throws -> [Identity] {
      try store.captures(of: sample, in: window).map(\.status.identity)
    }
    #expect(try identities(times[0]..<times[1]) == [old[0]])
    for name in names { try directory.write(Array("bbbb".utf8), to: "sample/\(name)") }
    #expect(
      try soon {
        let found = try identities(times[1]..<times[2])
        return found.count == 1 && found[0] != old[1]
      })
    // What the narrow window looked at anew doesn't make what it didn't look at any newer.
    let all = try identities(always)
    #expect(all.count == 3 && !all.contains { old.contains($0) })
  }

  @Test func aFileOverwrittenWithinAClockTickIsSeenByItsSize() throws {
    let first = try store.put("a", as: file)
    try directory.write(Array("bb".utf8), to: path)
    #expect(try store.status(of: file)?.identity != first.identity)
  }

  @Test func aDeletedFileAndDayAreGone() throws {
    try store.put("a", as: file)
    #expect(try store.names(of: sample).count == 1)
    try directory.remove(path)
    #expect(try soon { try store.names(of: sample) == [] })
    try directory.remove("sample/2024-10-12")
    #expect(try soon { try store.days(of: sample) == [] })
    try directory.remove("sample")
    #expect(failure { try store.names(of: sample) } == .notFound)
  }

  @Test func aFileThatWasSyncedIsListedOnceItHasItsName() throws {
    try directory.write([1], to: "sample/2024-10-12/.09-30-00Z.pprof.Xa71bc")
    #expect(try store.names(of: sample) == [])
    #expect(
      rename(directory["sample/2024-10-12/.09-30-00Z.pprof.Xa71bc"], directory[path]) == 0)
    try directory.touch(path, seconds: 1_728_725_400)
    #expect(try soon { try store.names(of: sample) == ["2024-10-12/09-30-00Z.pprof"] })
  }

  @Test func aFileShortenedWhileItIsReadIsChanged() throws {
    let status = try store.put(String(repeating: "a", count: 10_000), as: file)
    let content = try store.load(file, identity: status.identity)
    try directory.write([1], to: path)
    #expect(failure { try content.bytes() } == .changed)
  }

  @Test func namesOfNoFormAreNotListed() throws {
    try store.put("a", as: file)
    try directory.makeDirectory("sample/2024-02-30")
    try directory.makeDirectory("sample/merged")
    try directory.makeDirectory("sample/.hidden")
    try directory.makeDirectory("sample/2024-10-12/10-00-00Z.pprof")
    try directory.write([1], to: "sample/README")
    try directory.write([1], to: "sample/2024-10-12/notes.txt")
    try directory.write([1], to: "sample/2024-10-12/25-00-00Z.pprof")
    try directory.write([1], to: "2024-10-12")
    try directory.write([1], to: "file")
    #expect(mkfifo(directory["sample/2024-10-12/11-00-00Z.pprof"], 0o644) == 0)
    let notUTF8 = Array(directory["sample/2024-10-12/"].utf8) + [0xFF] + Array(".pprof\0".utf8)
    #expect(mkfifo(notUTF8.map { CChar(bitPattern: $0) }, 0o644) == 0)
    #expect(
      try soon { try store.names(of: sample) == ["2024-10-12/09-30-00Z.pprof"] })
    #expect(try store.apps(below: nil) == ["sample"])
    #expect(try store.apps(below: sample) == [])
    #expect(try store.days(of: sample) == [day("2024-10-12")])
    let pipe = capture("2024-10-12/11-00-00Z.pprof")
    #expect(failure { try store.load(pipe, identity: Identity(high: 0, low: 0)) } == .notFound)
    #expect(failure { try store.save([1], as: pipe, expecting: .anything) } == .alreadyExists)
    let folder = capture("2024-10-12/10-00-00Z.pprof")
    #expect(failure { try store.save([1], as: folder, expecting: .anything) } == .alreadyExists)
  }

  @Test func aDirectoryThatHoldsSomethingAlienSaysWhat() throws {
    try store.make(.day(sample, day("2024-10-12")))
    try directory.write([1], to: "sample/2024-10-12/notes\nof mine.txt")
    let error = #expect(throws: StoreError.self) {
      try store.remove(.day(sample, day("2024-10-12")))
    }
    #expect(error?.code == .notEmpty)
    #expect(error?.description.contains(#""notes\nof mine.txt""#) == true)
    #expect(error?.description.contains("\n") == false)
  }

  @Test func aStoreWhoseDirectoryIsGoneIsUnavailableAndNotEmpty() throws {
    let root = TemporaryDirectory()
    try root.makeDirectory("store/sample")
    let store = try LocalStore(path: root["store"])
    try root.remove("store")
    #expect(failure { try store.apps(below: nil) } == .unavailable)
    #expect(failure { try store.status(of: .app(sample)) } == .unavailable)
    #expect(failure { try store.status(of: .root) } == .unavailable)
    #expect(failure { try store.captures(of: sample, in: always) } == .unavailable)
    #expect(failure { try store.put("a", as: file) } == .unavailable)
  }

  @Test func twoHardLinksToOneFileMoveLikeTwoFiles() throws {
    try store.put("a", as: file)
    let other = capture("2024-10-12/10-00-00Z.pprof")
    #expect(link(directory[path], directory["sample/2024-10-12/10-00-00Z.pprof"]) == 0)
    _ = try store.move(file, to: other, expecting: .anything)
    #expect(try store.names(of: sample) == ["2024-10-12/10-00-00Z.pprof"])
  }
}
