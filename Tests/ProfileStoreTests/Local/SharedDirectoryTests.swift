import Synchronization
import Testing

@testable import ProfileStore

/// Several mounts of one directory behave as one store.
@Suite struct SharedDirectoryTests {
  private let directory = TemporaryDirectory()
  private let file = capture("2024-10-12/09-30-00Z.pprof")

  private func openTwo() throws -> [LocalStore] {
    let stores = [
      try LocalStore(path: directory.path), try LocalStore(path: directory.path),
    ]
    try stores[0].makeApp("sample")
    return stores
  }

  @Test func ofTwoThatExpectNothingOneWins() throws {
    let stores = try openTwo()
    for minute in 10..<60 {
      let file = capture("2024-10-12/09-\(minute)-00Z.pprof")
      let results = concurrently(2) { index in
        failure { try stores[index].save([UInt8(index)], as: file, expecting: .absent) }
      }
      #expect(Set(results) == [nil, .alreadyExists])
    }
  }

  @Test func ofTwoThatExpectOneContentOneWins() throws {
    let stores = try openTwo()
    var expected = try stores[0].put("first", as: file).identity
    for _ in 0..<100 {
      let identity = expected
      let results = concurrently(2) { index in
        failure {
          try stores[index].save([UInt8(index)], as: file, expecting: .identity(identity))
        }
      }
      #expect(Set(results) == [nil, .changed])
      expected = try #require(try stores[0].status(of: file)).identity
    }
  }

  @Test func aReplacementAndADeletionHappenInSomeOrder() throws {
    let stores = try openTwo()
    for _ in 0..<100 {
      let identity = try stores[0].put("first", as: file).identity
      let results = concurrently(2) { index in
        index == 0
          ? failure { try stores[0].save([2], as: file, expecting: .identity(identity)) }
          : failure { try stores[1].delete(file) }
      }
      // Replaced then deleted, or deleted and then not found: gone either way.
      #expect(Set(results).isSubset(of: [nil, .notFound]))
      #expect(try stores[0].status(of: file) == nil)
    }
  }

  @Test func whatOneWritesTheOtherSees() throws {
    let stores = try openTwo()
    #expect(try stores[1].names(of: sample) == [])
    let status = try stores[0].put("a", as: file)
    #expect(try stores[1].captures(of: sample, in: always).map(\.status) == [status])
    #expect(text(try stores[1].load(file, identity: status.identity).bytes()) == "a")
    try stores[1].delete(file)
    #expect(try stores[0].names(of: sample) == [])
  }

  @Test func aSaveIntoADayThatIsRemovedAllTheTimeSucceeds() throws {
    let stores = try openTwo()
    let isDone = Mutex(false)
    let failures = concurrently(2) { index -> StoreError.Code? in
      if index == 1 {
        while !isDone.withLock({ $0 }) {
          try? stores[1].remove(.day(sample, day("2024-10-12")))
        }
        return nil
      }
      defer { isDone.withLock { $0 = true } }
      for _ in 0..<200 {
        let failed = failure {
          try stores[0].put("a", as: file)
          try stores[0].delete(file)
        }
        if let failed { return failed }
      }
      return nil
    }
    #expect(failures == [nil, nil])
  }

  @Test func aListingNeverShowsHalfAMove() throws {
    let stores = try openTwo()
    let names = [file, capture("2024-10-12/10-00-00Z.pprof")]
    try stores[0].put("a", as: names[0])
    for hour in 11..<20 { try stores[0].put("b", as: capture("2024-10-12/\(hour)-00-00Z.pprof")) }
    let isDone = Mutex(false)
    let counts = concurrently(2) { index -> Set<Int> in
      if index == 0 {
        defer { isDone.withLock { $0 = true } }
        for round in 0..<300 {
          _ = failure {
            try stores[0].move(
              names[round % 2], to: names[(round + 1) % 2], expecting: .absent)
          }
        }
        return []
      }
      var counts: Set<Int> = []
      while !isDone.withLock({ $0 }) {
        counts.insert((try? stores[1].names(of: sample).count) ?? -1)
      }
      return counts
    }
    #expect(counts.reduce(into: Set()) { $0.formUnion($1) }.isSubset(of: [10]))
  }

  @Test func aLockThatIsHeldForTooLongTimesOut() throws {
    let first = try OpenDirectory(root: directory.path)
    let second = try OpenDirectory(root: directory.path)
    try first.lock()
    #expect(failure { try second.lock(within: .milliseconds(20)) } == .timedOut)
    first.unlock()
    try second.lock(within: .milliseconds(20))
  }
}
