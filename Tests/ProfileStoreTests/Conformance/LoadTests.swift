import ProfileStore
import Testing

/// Each store reads what was named, and nothing else under its name.
@Suite struct LoadTests {
  private let file = capture("2024-10-12/09-30-00Z.pprof")

  @Test(arguments: StoreKind.allCases)
  func aNameThatIsGoneIsNotFound(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let status = try store.put("a", as: file)
      try store.delete(file)
      #expect(failure { try store.load(file, identity: status.identity) } == .notFound)
      let elsewhere = capture("2024-10-13/09-30-00Z.pprof")
      #expect(failure { try store.load(elsewhere, identity: status.identity) } == .notFound)
      let inNoApp = capture("2024-10-13/09-30-00Z.pprof", in: app("other"))
      #expect(failure { try store.load(inNoApp, identity: status.identity) } == .notFound)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func anotherContentUnderTheNameIsChanged(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let first = try store.put("first", as: file)
      let second = try store.save(Array("other".utf8), as: file, expecting: .anything)
      #expect(failure { try store.load(file, identity: first.identity) } == .changed)
      #expect(text(try store.load(file, identity: second.identity).bytes()) == "other")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func whatWasOpenedStaysReadableWhateverHappensToItsName(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let first = try store.put("first", as: file)
      let content = try store.load(file, identity: first.identity)
      _ = try store.save([2], as: file, expecting: .anything)
      #expect(text(try content.bytes()) == "first")
      try store.delete(file)
      try store.remove(.day(sample, day("2024-10-12")))
      #expect(content.size == 5)
      #expect(text(try content.bytes()) == "first")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func readsGiveLessThanAskedOnlyAtTheEnd(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let status = try store.put("0123456789", as: file)
      let content = try store.load(file, identity: status.identity)
      #expect(try read(content, count: 4, at: 0) == "0123")
      #expect(try read(content, count: 4, at: 4) == "4567")
      #expect(try read(content, count: 4, at: 8) == "89")
      #expect(try read(content, count: 4, at: 10) == "")
      #expect(try read(content, count: 4, at: .max) == "")
      #expect(try read(content, count: 4, at: -1) == "")
      #expect(try read(content, count: 0, at: 0) == "")
    }
  }

  private func read(_ content: any StoredContent, count: Int, at offset: Int) throws -> String {
    var buffer = [UInt8](repeating: 0, count: count)
    let length = try buffer.withUnsafeMutableBytes { try content.read(into: $0, at: offset) }
    return text(Array(buffer[..<length]))
  }
}
