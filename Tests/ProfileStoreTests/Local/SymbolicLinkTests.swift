import ProfileStore
import Testing

/// Symbolic links in the store lead nowhere: they are not listed, not read, not written through.
@Suite struct SymbolicLinkTests {
  private let directory = TemporaryDirectory()
  private let outside = TemporaryDirectory()
  private let file = capture("2024-10-12/09-30-00Z.pprof")

  private func open() throws -> LocalStore {
    try directory.makeDirectory("store/sample")
    return try LocalStore(path: directory["store"])
  }

  @Test func anAppThatIsALinkIsNotThere() throws {
    let store = try open()
    try outside.write([1], to: "linked/2024-10-12/09-30-00Z.pprof")
    try directory.link("store/linked", to: outside["linked"])
    #expect(try store.apps(below: nil) == ["sample"])
    #expect(try store.status(of: .app(app("linked"))) == nil)
    #expect(failure { try store.names(of: app("linked")) } == .notFound)
    let inside = capture("2024-10-12/10-00-00Z.pprof", in: app("linked"))
    #expect(failure { try store.put("a", as: inside) } == .notFound)
    #expect(failure { try store.make(.app(app("linked"))) } == .alreadyExists)
    #expect(failure { try store.make(.app(app("linked/deep"))) } == .notFound)
    #expect(failure { try store.remove(.app(app("linked"))) } == .notFound)
    #expect(failure { try store.move(app("linked"), to: app("moved")) } == .notFound)
    #expect(failure { try store.move(sample, to: app("linked")) } == .alreadyExists)
    #expect(try outside.names(in: "linked/2024-10-12") == ["09-30-00Z.pprof"])
  }

  @Test func aDayThatIsALinkIsNotThere() throws {
    let store = try open()
    try outside.write([1], to: "day/09-30-00Z.pprof")
    try directory.link("store/sample/2024-10-12", to: outside["day"])
    #expect(try store.days(of: sample) == [])
    #expect(try store.names(of: sample) == [])
    #expect(try store.status(of: file) == nil)
    #expect(failure { try store.save([2], as: file, expecting: .anything) } == .notFound)
    #expect(failure { try store.delete(file) } == .notFound)
    #expect(try store.deleteCaptures(of: sample, in: always) == 0)
    #expect(try outside.names(in: "day") == ["09-30-00Z.pprof"])
  }

  @Test func aFileThatIsALinkIsNotThereAndInTheWay() throws {
    let store = try open()
    try outside.write([1], to: "secret")
    try directory.makeDirectory("store/sample/2024-10-12")
    try directory.link("store/sample/2024-10-12/09-30-00Z.pprof", to: outside["secret"])
    #expect(try store.names(of: sample) == [])
    #expect(try store.status(of: file) == nil)
    #expect(
      failure { try store.load(file, identity: Identity(high: 0, low: 0)) } == .notFound)
    #expect(failure { try store.save([2], as: file, expecting: .anything) } == .alreadyExists)
    #expect(failure { try store.delete(file) } == .notFound)
    #expect(failure { try store.move(file, to: file, expecting: .anything) } == .notFound)
    let other = capture("2024-10-12/10-00-00Z.pprof")
    try store.put("a", as: other)
    #expect(failure { try store.move(other, to: file, expecting: .anything) } == .alreadyExists)
    #expect(failure { try store.remove(.day(sample, day("2024-10-12"))) } == .notEmpty)
    #expect(try store.names(of: sample) == ["2024-10-12/10-00-00Z.pprof"])
  }

  @Test func aPinnedDirectoryThatIsALinkIsNotThere() throws {
    let store = try open()
    try outside.write([1], to: "pinned/v1.pgo")
    try directory.link("store/sample/pinned", to: outside["pinned"])
    #expect(try store.pinned(of: sample) == nil)
    #expect(try store.status(of: pinned("v1.pgo")) == nil)
    #expect(failure { try store.put("a", as: pinned("v2.pgo")) } == .notFound)
  }

  @Test func theRootItselfMayBeALink() throws {
    _ = try open()
    try directory.link("link", to: directory["store"])
    let store = try LocalStore(path: directory["link"])
    #expect(try store.apps(below: nil) == ["sample"])
  }
}
