import ProfileStore
import Testing

/// Each store deletes what it is told to, and nothing else.
@Suite struct DeleteTests {
  private let names = [
    "2024-10-11/09-30-00Z.pprof", "2024-10-12/09-30-00Z.pprof", "2024-10-12/10-30-00Z.pprof",
    "2024-10-13/09-30-00Z.pprof",
  ]

  @Test(arguments: StoreKind.allCases)
  func aDeletedFileIsGone(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      try store.make(.pinned(sample))
      for file in [capture(names[0]), pinned("v1.pgo")] {
        try store.put("a", as: file)
        try store.delete(file)
        #expect(try store.status(of: file) == nil)
      }
      #expect(try store.names(of: sample) == [])
      #expect(try store.pinned(of: sample) == [])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func aFileThatIsNotThereIsNotFound(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      #expect(failure { try store.delete(capture(names[0])) } == .notFound)
      try store.put("a", as: capture(names[1]))
      #expect(failure { try store.delete(capture(names[2])) } == .notFound)
      #expect(failure { try store.delete(pinned("v1.pgo")) } == .notFound)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func ofAWindowTheCapturesInItGoAndTheirDaysStay(kind: StoreKind) throws {
    try kind.withStore(apps: "sample/canary") { store throws in
      let canary = app("sample/canary")
      for name in names {
        try store.put("a", as: capture(name))
        try store.put("a", as: capture(name, in: canary))
      }
      try store.make(.pinned(sample))
      try store.put("a", as: pinned("v1.pgo"))
      let window = captureName(names[1]).time..<captureName(names[3]).time
      #expect(try store.deleteCaptures(of: sample, in: window) == 2)
      #expect(try store.names(of: sample) == [names[0], names[3]])
      #expect(try store.names(of: canary) == names)
      #expect(try store.days(of: sample).count == 3)
      #expect(try store.deleteCaptures(of: sample, in: window) == 0)
      #expect(try store.deleteCaptures(of: sample, in: always) == 2)
      #expect(try store.pinned(of: sample)?.count == 1)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func ofListedCapturesThoseGoThatAreWhatWasListed(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      for name in names { try store.put("a", as: capture(name)) }
      let listed = try store.captures(of: sample, in: always)
      try store.delete(capture(names[0]))
      _ = try store.save(Array("bb".utf8), as: capture(names[1]), expecting: .anything)
      let late = "2024-10-12/10-00-00.500Z_late.pprof"
      try store.put("a", as: capture(late))
      let deleted = try store.delete(listed, of: sample)
      #expect(deleted == Array(listed[2...]))
      #expect(try store.names(of: sample) == [names[1], late])
      #expect(try text(store.bytes(of: capture(names[1]))) == "bb")
      #expect(try store.days(of: sample).count == 3)
      #expect(try store.delete(listed, of: sample) == [])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func ofAnAppThatIsNotThereNothingCanBeDeleted(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let status = try store.put("a", as: capture(names[0]))
      let listed = [StoredCapture(name: captureName(names[0]), status: status)]
      #expect(failure { try store.delete(listed, of: app("other")) } == .notFound)
      #expect(try store.delete([], of: sample) == [])
      #expect(try store.names(of: sample) == [names[0]])
    }
  }
}
