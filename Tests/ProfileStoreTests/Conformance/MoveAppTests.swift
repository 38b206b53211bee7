import ProfileStore
import Testing

/// Each store that can gives an app another path, with all below it.
@Suite struct MoveAppTests {
  private let name = "2024-10-12/09-30-00Z.pprof"

  @Test(arguments: StoreKind.movingApps)
  func allBelowAnAppMovesWithIt(kind: StoreKind) throws {
    try kind.withStore(apps: "sample/canary", "prod") { store throws in
      let captured = try store.put("a", as: capture(name))
      try store.put("b", as: capture(name, in: app("sample/canary")))
      try store.make(.pinned(sample))
      try store.put("c", as: pinned("v1.pgo"))

      let target = app("prod/api")
      try store.move(sample, to: target)

      #expect(try store.apps(below: nil) == ["prod"])
      #expect(try store.apps(below: app("prod")) == ["api"])
      #expect(try store.apps(below: target) == ["canary"])
      #expect(try store.captures(of: target, in: always).map(\.status) == [captured])
      #expect(text(try store.bytes(of: capture(name, in: app("prod/api/canary")))) == "b")
      #expect(text(try store.bytes(of: pinned("v1.pgo", in: target))) == "c")
      #expect(failure { try store.captures(of: sample, in: always) } == .notFound)
      #expect(try store.status(of: capture(name)) == nil)
    }
  }

  @Test(arguments: StoreKind.movingApps)
  func anEmptyTargetIsReplacedAndAFullOneIsNot(kind: StoreKind) throws {
    try kind.withStore(apps: "sample", "empty", "full/inner") { store throws in
      try store.put("a", as: capture(name))
      #expect(failure { try store.move(sample, to: app("full")) } == .notEmpty)
      #expect(try store.names(of: sample) == [name])
      try store.move(sample, to: app("empty"))
      #expect(try store.names(of: app("empty")) == [name])
      #expect(failure { try store.move(app("full/inner"), to: app("full")) } == .notEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func whatIsNotThereIsNotFound(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      #expect(failure { try store.move(app("other"), to: app("new")) } == .notFound)
      #expect(failure { try store.move(app("other"), to: app("other")) } == .notFound)
      #expect(failure { try store.move(sample, to: app("other/new")) } == .notFound)
      #expect(try store.apps(below: nil) == ["sample"])
    }
  }

  @Test(arguments: StoreKind.movingApps)
  func ontoItselfNothingChangesAndIntoItselfItCannotMove(kind: StoreKind) throws {
    try kind.withStore(apps: "sample/canary") { store throws in
      try store.move(sample, to: sample)
      #expect(failure { try store.move(sample, to: app("sample/new")) } == .unsupported)
      #expect(failure { try store.move(sample, to: app("sample/canary/new")) } == .unsupported)
      #expect(try store.apps(below: sample) == ["canary"])
    }
  }

  @Test(arguments: StoreKind.movingApps)
  func noAppGetsDeeperThanAPathCanSay(kind: StoreKind) throws {
    try kind.withStore(apps: "sample/1/2/3", "a/b/c/d/e") { store throws in
      #expect(failure { try store.move(sample, to: app("a/b/c/d/e/f")) } == .unsupported)
      #expect(try store.apps(below: sample) == ["1"])
      try store.move(sample, to: app("a/b/c/d/x"))
      #expect(try store.status(of: .app(app("a/b/c/d/x/1/2/3"))) != nil)
    }
  }

  @Test(arguments: StoreKind.movingApps)
  func anAppThatComesBackUnderTheOldPathIsEmpty(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      try store.put("a", as: capture(name))
      #expect(try store.names(of: sample) == [name])
      try store.move(sample, to: app("old"))
      try store.make(.app(sample))
      #expect(try store.names(of: sample) == [])
      try store.put("b", as: capture(name))
      #expect(text(try store.bytes(of: capture(name))) == "b")
      #expect(text(try store.bytes(of: capture(name, in: app("old")))) == "a")
    }
  }

  @Test func anObjectStoreLeavesItToWhoeverCanCopy() throws {
    try StoreKind.s3.withStore(apps: "sample") { store throws in
      try store.put("a", as: capture("2024-10-12/09-30-00Z.pprof"))
      #expect(failure { try store.move(sample, to: app("new")) } == .unsupported)
      #expect(try store.names(of: sample).count == 1)
    }
  }
}
