import ProfileStore
import Testing

/// Each store gives a file another name, atomically.
@Suite struct MoveFileTests {
  private let file = capture("2024-10-12/09-30-00Z.pprof")

  @Test(arguments: StoreKind.allCases)
  func aMovedFileHasItsNewNameOnly(kind: StoreKind) throws {
    try kind.withStore(apps: "sample", "other/deep") { store throws in
      let targets = [
        capture("2024-10-12/09-30-00Z_pod.pprof"), capture("2024-11-01/10-00-00Z.pprof"),
        capture("2024-10-12/09-30-00Z.pprof", in: app("other/deep")),
      ]
      var source = file
      var status = try store.put("content", as: file)
      for target in targets {
        let moved = try store.move(source, to: target, expecting: .absent)
        #expect(moved.identity != status.identity)
        #expect(moved.size == status.size)
        #expect(try store.status(of: source) == nil)
        #expect(try store.status(of: target) == moved)
        #expect(text(try store.load(target, identity: moved.identity).bytes()) == "content")
        (source, status) = (target, moved)
      }
      #expect(try store.names(of: sample) == [])
      #expect(try store.names(of: app("other/deep")) == ["2024-10-12/09-30-00Z.pprof"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func aFileThatIsNotThereIsNotFound(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let target = capture("2024-11-01/10-00-00Z.pprof")
      #expect(failure { try store.move(file, to: target, expecting: .anything) } == .notFound)
      #expect(failure { try store.move(file, to: file, expecting: .anything) } == .notFound)
      try store.make(.day(sample, day("2024-10-12")))
      #expect(failure { try store.move(file, to: target, expecting: .anything) } == .notFound)
      #expect(try store.days(of: sample) == [day("2024-10-12")])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func aTargetWithoutItsDirectoryIsNotFoundAndTheFileStays(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let status = try store.put("content", as: file)
      let inNoApp = capture("2024-10-12/09-30-00Z.pprof", in: app("other"))
      #expect(failure { try store.move(file, to: inNoApp, expecting: .anything) } == .notFound)
      #expect(
        failure { try store.move(file, to: pinned("v1.pprof"), expecting: .anything) } == .notFound)
      #expect(try store.status(of: file) == status)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func absentMeansThatNothingIsThere(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let target = capture("2024-10-12/10-00-00Z.pprof")
      try store.put("moved", as: file)
      try store.put("target", as: target)
      #expect(failure { try store.move(file, to: target, expecting: .absent) } == .alreadyExists)
      #expect(text(try store.bytes(of: file)) == "moved")
      #expect(text(try store.bytes(of: target)) == "target")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func anIdentityMeansThatContent(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let target = capture("2024-10-12/10-00-00Z.pprof")
      let moved = try store.put("moved", as: file)
      let present = try store.put("target", as: target)
      let wrong = Expectation.identity(moved.identity)
      #expect(failure { try store.move(file, to: target, expecting: wrong) } == .changed)
      _ = try store.move(file, to: target, expecting: .identity(present.identity))
      #expect(text(try store.bytes(of: target)) == "moved")
      #expect(try store.names(of: sample) == ["2024-10-12/10-00-00Z.pprof"])
      try store.put("moved", as: file)
      let free = capture("2024-10-12/11-00-00Z.pprof")
      #expect(failure { try store.move(file, to: free, expecting: wrong) } == .notFound)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func anythingReplacesWhatIsThere(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let target = capture("2024-11-01/10-00-00Z.pprof")
      try store.put("moved", as: file)
      try store.put("target", as: target)
      _ = try store.move(file, to: target, expecting: .anything)
      #expect(text(try store.bytes(of: target)) == "moved")
      #expect(try store.names(of: sample) == ["2024-11-01/10-00-00Z.pprof"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func ontoItsOwnNameNothingChanges(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let status = try store.put("content", as: file)
      #expect(try store.move(file, to: file, expecting: .anything) == status)
      #expect(
        try store.move(file, to: file, expecting: .identity(status.identity)) == status)
      #expect(failure { try store.move(file, to: file, expecting: .absent) } == .alreadyExists)
      #expect(text(try store.bytes(of: file)) == "content")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func captureAndPinnedBecomeEachOther(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      try store.make(.pinned(sample))
      try store.put("content", as: file)
      _ = try store.move(file, to: pinned("v1.pprof"), expecting: .absent)
      #expect(try store.names(of: sample) == [])
      let renamed = try store.move(pinned("v1.pprof"), to: pinned("v2.pprof"), expecting: .absent)
      #expect(try store.pinned(of: sample)?.map(\.status) == [renamed])
      _ = try store.move(pinned("v2.pprof"), to: file, expecting: .absent)
      #expect(try store.pinned(of: sample) == [])
      #expect(text(try store.bytes(of: file)) == "content")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func amongPinnedFilesAMoveIsNoArrival(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      try store.make(.pinned(sample))
      let first = try store.put("a", as: pinned("v1.pgo"))
      let moved = try store.move(pinned("v1.pgo"), to: pinned("v2.pgo"), expecting: .absent)
      #expect(moved.modified == first.modified)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func movesInOppositeDirectionsDoNotWaitForEachOther(kind: StoreKind) throws {
    try kind.withStore(apps: "a", "b") { store throws in
      let files = ["a", "b"].map { capture("2024-10-12/09-30-00Z.pprof", in: app($0)) }
      try store.put("content", as: files[0])
      let results = concurrently(2) { index in
        (0..<200).compactMap { _ in
          failure {
            try store.move(files[index], to: files[1 - index], expecting: .absent)
          }
        }
      }
      // Where a move is a copy and a deletion, others may come between the two.
      let losers: [StoreError.Code] = kind == .s3 ? [.notFound, .alreadyExists] : [.notFound]
      #expect(results.joined().allSatisfy(losers.contains))
      #expect(try files.compactMap { try store.status(of: $0) }.count == 1)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func ofManyThatMoveToOneNameOneWins(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      for minute in 10..<30 {
        let target = capture("2024-10-13/09-\(minute)-00Z.pprof")
        let sources = (0..<4).map { capture("2024-10-12/09-\(minute)-0\($0)Z.pprof") }
        for source in sources { try store.put("content", as: source) }
        let results = concurrently(4) { index in
          failure { try store.move(sources[index], to: target, expecting: .absent) }
        }
        #expect(results.filter { $0 == nil }.count == 1)
        #expect(results.filter { $0 == .alreadyExists }.count == 3)
      }
    }
  }
}
