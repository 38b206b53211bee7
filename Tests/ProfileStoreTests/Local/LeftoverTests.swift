import Glibc
import Testing

@testable import ProfileStore

/// What a crash leaves is invisible and goes with retention.
@Suite struct LeftoverTests {
  private let directory = TemporaryDirectory()
  private let day = StoreDirectory.day(sample, ProfileStoreTests.day("2024-10-12"))
  private let leftover = "sample/.pgofs-0123456789abcdef"
  private let later = Timestamp.now.advanced(byMilliseconds: Timestamp.minute)

  private func open() throws -> LocalStore {
    let store = try LocalStore(path: directory.path)
    try store.makeApp("sample")
    try directory.write([1, 2, 3], to: leftover)
    return store
  }

  @Test func aLeftoverIsNotListed() throws {
    let store = try open()
    #expect(try store.apps(below: sample) == [])
    #expect(try store.days(of: sample) == [])
    #expect(try store.names(of: sample) == [])
  }

  @Test func aYoungOneMayStillBeWrittenAndKeepsItsApp() throws {
    let store = try open()
    try store.make(day)
    try store.remove(day)
    let error = #expect(throws: StoreError.self) { try store.remove(.app(sample)) }
    #expect(error?.code == .notEmpty)
    #expect(error?.message.contains(".pgofs-0123456789abcdef") == true)
    #expect(try directory.names(in: "sample") == [".pgofs-0123456789abcdef"])
  }

  @Test func anOldOneGoesWithADay() throws {
    let store = try open()
    try store.make(day)
    try store.remove(day, leftoversBefore: later)
    #expect(try directory.names(in: "sample") == [])
  }

  @Test func anOldOneGoesWithItsApp() throws {
    let store = try open()
    try store.remove(.app(sample), leftoversBefore: later)
    #expect(try store.apps(below: nil) == [])
  }

  @Test func whatElseIsInTheAppStays() throws {
    let store = try open()
    try directory.write([1], to: "sample/.pgofs-notes")
    #expect(failure { try store.remove(.app(sample), leftoversBefore: later) } == .notEmpty)
    #expect(try directory.names(in: "sample") == [".pgofs-notes"])
  }

  @Test(arguments: [
    ".pgofs-0123456789abcde", ".pgofs-0123456789abcdef0", ".pgofs-0123456789ABCDEF",
    ".pgofs-0123456789abcdeg", "pgofs-0123456789abcdef", ".pgofs", ".pgofs-",
  ])
  func onlyNamesOfTheExactFormAreLeftovers(name: String) throws {
    #expect(!TemporaryName.matches(name))
    #expect((0..<100).allSatisfy { _ in TemporaryName.matches(TemporaryName.random()) })
  }

  @Test(arguments: [true, false])
  func aSaveThatFailsLeavesNothing(unnamed: Bool) throws {
    let store = try LocalStore(
      path: directory.path, createIfMissing: false, stagesUnnamed: unnamed)
    try store.makeApp("sample")
    let file = capture("2024-10-12/09-30-00Z.pprof")
    try store.put("a", as: file)
    let wrong = Expectation.identity(Identity(high: 1, low: 1))
    for expecting in [Expectation.absent, wrong] {
      _ = failure { try store.save([1], as: file, expecting: expecting) }
    }
    #expect(try directory.names(in: "sample") == ["2024-10-12"])
    #expect(try directory.names(in: "sample/2024-10-12") == ["09-30-00Z.pprof"])
  }
}
