import Testing

@testable import ProfileStore

/// Each store says of a name whether it is there, and which directory it is.
@Suite struct StatusTests {
  @Test(arguments: StoreKind.allCases)
  func theRootIsAlwaysThere(kind: StoreKind) throws {
    try kind.withStore { store throws in
      let first = try #require(try store.status(of: .root))
      try store.make(.app(sample))
      #expect(try store.status(of: .root)?.identity == first.identity)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func whatIsNotThereHasNone(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      #expect(try store.status(of: .app(app("other"))) == nil)
      #expect(try store.status(of: .app(app("other/deep"))) == nil)
      #expect(try store.status(of: .day(sample, day("2024-10-12"))) == nil)
      #expect(try store.status(of: .pinned(sample)) == nil)
      #expect(try store.status(of: .pinned(app("other"))) == nil)
      #expect(try store.status(of: capture("2024-10-12/09-30-00Z.pprof")) == nil)
      #expect(try store.status(of: pinned("v1.pgo")) == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func aDirectoryKeepsItsIdentityWhileItsListChanges(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let directory = StoreDirectory.day(sample, day("2024-10-12"))
      try store.make(directory)
      let empty = try #require(try store.status(of: directory))
      try store.put("a", as: capture("2024-10-12/09-30-00Z.pprof"))
      let full = try #require(try store.status(of: directory))
      #expect(full.identity == empty.identity)
      #expect(full.modified >= empty.modified)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func aDirectoryThatComesBackIsAnotherOne(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let directory = StoreDirectory.day(sample, day("2024-10-12"))
      try store.make(directory)
      let first = try #require(try store.status(of: directory))
      try store.remove(directory)
      #expect(try store.status(of: directory) == nil)
      // The clock of a file system ticks every few milliseconds.
      #expect(
        try eventually {
          try store.make(directory)
          let second = try #require(try store.status(of: directory))
          if second.identity == first.identity { try store.remove(directory) }
          return second.identity != first.identity
        })
    }
  }

  @Test(arguments: StoreKind.allCases)
  func aDirectoryWasModifiedWhenItsListChanged(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let before = Timestamp.now.advanced(byMilliseconds: -20)
      try store.put("a", as: capture("2024-10-12/09-30-00Z.pprof"))
      for directory in [StoreDirectory.app(sample), .day(sample, day("2024-10-12"))] {
        let modified = try #require(try store.status(of: directory)).modified
        #expect((before...Timestamp.now).contains(modified))
      }
    }
  }
}
