import ProfileStore
import Testing

/// Each store makes directories in directories, and removes empty ones.
@Suite struct DirectoryTests {
  private let directories: [StoreDirectory] = [
    .app(app("other")), .app(app("sample/canary")), .day(sample, day("2024-10-12")),
    .pinned(sample),
  ]

  @Test(arguments: StoreKind.allCases)
  func aDirectoryIsMadeOnce(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      for directory in directories {
        try store.make(directory)
        #expect(try store.status(of: directory) != nil)
        #expect(failure { try store.make(directory) } == .alreadyExists)
      }
      #expect(failure { try store.make(.root) } == .alreadyExists)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func withoutItsParentADirectoryIsNotFound(kind: StoreKind) throws {
    try kind.withStore { store throws in
      let missing: [StoreDirectory] = [
        .app(app("sample/canary")), .day(sample, day("2024-10-12")), .pinned(sample),
      ]
      for directory in missing {
        #expect(failure { try store.make(directory) } == .notFound)
      }
      #expect(try store.apps(below: nil) == [])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func anEmptyDirectoryIsRemoved(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      for directory in directories {
        #expect(failure { try store.remove(directory) } == .notFound)
        try store.make(directory)
        try store.remove(directory)
        #expect(try store.status(of: directory) == nil)
      }
      try store.remove(.app(sample))
      #expect(try store.apps(below: nil) == [])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func aDirectoryThatHoldsAnythingIsNotEmpty(kind: StoreKind) throws {
    try kind.withStore(apps: "sample", "prod/sample", "dated", "pins") { store throws in
      try store.put("a", as: capture("2024-10-12/09-30-00Z.pprof"))
      try store.make(.day(app("dated"), day("2024-10-12")))
      try store.make(.pinned(app("pins")))
      try store.make(.pinned(sample))
      try store.put("a", as: pinned("v1.pgo"))
      let full: [StoreDirectory] = [
        .app(sample), .day(sample, day("2024-10-12")), .pinned(sample), .app(app("prod")),
        .app(app("dated")), .app(app("pins")),
      ]
      for directory in full {
        #expect(failure { try store.remove(directory) } == .notEmpty)
        #expect(try store.status(of: directory) != nil)
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func theRootStays(kind: StoreKind) throws {
    try kind.withStore { store throws in
      #expect(failure { try store.remove(.root) } == .unsupported)
      #expect(try store.status(of: .root) != nil)
    }
  }
}
