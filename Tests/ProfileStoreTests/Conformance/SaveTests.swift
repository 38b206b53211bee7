import Testing

@testable import ProfileStore

/// Each store keeps what is saved, and only over what was expected.
@Suite struct SaveTests {
  private let file = capture("2024-10-12/09-30-00Z.pprof")

  @Test(arguments: StoreKind.allCases)
  func whatIsSavedIsListedAndLoadsByteForByte(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let status = try store.save(bytes, as: file, expecting: .absent)
      #expect(status.size == bytes.count)
      #expect(try store.status(of: file) == status)
      #expect(
        try store.captures(of: sample, in: always)
          == [StoredCapture(name: captureName("2024-10-12/09-30-00Z.pprof"), status: status)])
      #expect(try store.load(file, identity: status.identity).bytes() == bytes)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func aLargeFileIsKeptAndReplacedAsOthersAre(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let first = [UInt8](repeating: 1, count: 40 << 20) + [2, 3]
      let second = [UInt8](repeating: 4, count: 40 << 20) + [5, 6]
      let status = try store.save(first, as: file, expecting: .absent)
      #expect(try store.captures(of: sample, in: always).map(\.status) == [status])
      #expect(status.size == first.count)
      #expect(failure { try store.save(second, as: file, expecting: .absent) } == .alreadyExists)
      let isKept = try store.bytes(of: file) == first
      #expect(isKept)
      #expect(try store.holds(first, as: file))
      #expect(try !store.holds(second, as: file))
      let other = try store.save(second, as: file, expecting: .identity(status.identity))
      #expect(
        failure { try store.save(first, as: file, expecting: .identity(status.identity)) }
          == .changed)
      let isReplaced = try store.load(file, identity: other.identity).bytes() == second
      #expect(isReplaced)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func aStoreTellsWhetherAFileHasTheseBytes(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      #expect(try !store.holds([1], as: file))
      try store.put("first", as: file)
      #expect(try store.holds(Array("first".utf8), as: file))
      #expect(try !store.holds(Array("First".utf8), as: file))
      #expect(try !store.holds(Array("first and more".utf8), as: file))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func anEmptyFileIsKeptToo(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let status = try store.save([], as: file, expecting: .absent)
      #expect(status.size == 0)
      #expect(try store.load(file, identity: status.identity).bytes() == [])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func aCaptureMakesItsDay(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      #expect(try store.days(of: sample) == [])
      try store.put("a", as: file)
      #expect(try store.days(of: sample) == [day("2024-10-12")])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func withoutItsAppACaptureIsNotFound(kind: StoreKind) throws {
    try kind.withStore { store throws in
      #expect(failure { try store.save([1], as: file, expecting: .anything) } == .notFound)
      #expect(try store.apps(below: nil) == [])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func withoutItsDirectoryAPinnedFileIsNotFound(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      #expect(
        failure { try store.save([1], as: pinned("v1.pgo"), expecting: .anything) } == .notFound)
      #expect(try store.status(of: .pinned(sample)) == nil)
      try store.make(.pinned(sample))
      try store.put("a", as: pinned("v1.pgo"))
      #expect(text(try store.bytes(of: pinned("v1.pgo"))) == "a")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func absentMeansThatNothingIsThere(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let first = try store.put("first", as: file)
      #expect(failure { try store.save([2], as: file, expecting: .absent) } == .alreadyExists)
      #expect(try store.status(of: file) == first)
      #expect(text(try store.bytes(of: file)) == "first")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func anIdentityMeansThatContent(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let first = try store.put("first", as: file)
      let second = try store.save(
        Array("second".utf8), as: file, expecting: .identity(first.identity))
      #expect(second.identity != first.identity)
      #expect(
        failure { try store.save([3], as: file, expecting: .identity(first.identity)) }
          == .changed)
      #expect(text(try store.bytes(of: file)) == "second")
      try store.delete(file)
      #expect(
        failure { try store.save([3], as: file, expecting: .identity(second.identity)) }
          == .notFound)
      #expect(try store.status(of: file) == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func anIdentityOfNothingMakesNoDay(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let expected = Expectation.identity(Identity(high: 1, low: 1))
      #expect(failure { try store.save([1], as: file, expecting: expected) } == .notFound)
      #expect(try store.days(of: sample) == [])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func anythingReplacesWhateverIsThere(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let first = try store.save([1], as: file, expecting: .anything)
      let second = try store.save([2], as: file, expecting: .anything)
      #expect(first.identity != second.identity)
      #expect(try store.bytes(of: file) == [2])
      #expect(try store.names(of: sample) == ["2024-10-12/09-30-00Z.pprof"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func twoNamesOfOneInstantAreTwoCaptures(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      try store.put("a", as: capture("2024-10-12/09-30-00Z.pprof"))
      try store.put("b", as: capture("2024-10-12/09-30-00.000Z.pprof"))
      #expect(try store.names(of: sample).count == 2)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func aFileCameToBeHereWhenItWasSaved(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      try store.make(.pinned(sample))
      for file in [file, pinned("v1.pgo")] {
        // The kernel stamps files with the time of its last tick.
        let before = Timestamp.now.advanced(byMilliseconds: -20)
        let modified = try store.put("a", as: file).modified
        #expect((before...Timestamp.now).contains(modified))
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func ofManyThatExpectNothingOneWins(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      for minute in 10..<30 {
        let file = capture("2024-10-12/09-\(minute)-00Z.pprof")
        let results = concurrently(4) { index in
          failure { try store.save([UInt8(index)], as: file, expecting: .absent) }
        }
        #expect(results.filter { $0 == nil }.count == 1)
        #expect(results.filter { $0 == .alreadyExists }.count == 3)
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func ofManyThatExpectOneContentOneWins(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      var status = try store.put("first", as: file)
      for round in 0..<20 {
        // Other bytes each time: where they are what tells contents apart, equal ones change nothing.
        let expected = Expectation.identity(status.identity)
        let results = concurrently(4) { index in
          failure { try store.save([UInt8(round), UInt8(index)], as: file, expecting: expected) }
        }
        #expect(results.filter { $0 == nil }.count == 1)
        #expect(results.filter { $0 == .changed }.count == 3)
        status = try #require(try store.status(of: file))
      }
    }
  }
}
