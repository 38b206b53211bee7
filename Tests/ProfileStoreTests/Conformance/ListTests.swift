import ProfileStore
import Testing

/// Each store lists what it holds, in order, and of a window exactly what is in it.
@Suite struct ListTests {
  @Test(arguments: StoreKind.allCases)
  func appsAreListedByLevelAndSorted(kind: StoreKind) throws {
    try kind.withStore(apps: "prod/payments/api", "prod/Sample", "prod/sample", "a") {
      store throws in
      #expect(try store.apps(below: nil) == ["a", "prod"])
      #expect(try store.apps(below: app("prod")) == ["Sample", "payments", "sample"])
      #expect(try store.apps(below: app("prod/payments")) == ["api"])
      #expect(try store.apps(below: app("a")) == [])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func daysAndPinnedAreNoApps(kind: StoreKind) throws {
    try kind.withStore(apps: "prod/sample") { store throws in
      try store.make(.day(app("prod"), day("2024-10-12")))
      try store.make(.pinned(app("prod")))
      #expect(try store.apps(below: app("prod")) == ["sample"])
      #expect(try store.days(of: app("prod")) == [day("2024-10-12")])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func daysAreSortedAlsoThoseWithoutCaptures(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      for text in ["2024-10-12", "1969-12-31", "2024-09-30"] {
        try store.make(.day(sample, day(text)))
      }
      #expect(
        try store.days(of: sample).map(\.description) == ["1969-12-31", "2024-09-30", "2024-10-12"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func whatIsInNoAppIsNotFound(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let other = app("other")
      #expect(failure { try store.apps(below: other) } == .notFound)
      #expect(failure { try store.days(of: other) } == .notFound)
      #expect(failure { try store.captures(of: other, in: always) } == .notFound)
      #expect(failure { try store.deleteCaptures(of: other, in: always) } == .notFound)
      #expect(try store.pinned(of: other) == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func aWindowHoldsItsStartAndNotItsEnd(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      let names = [
        "2024-10-11/23-59-59.999Z.pprof", "2024-10-12/00-00-00Z.pprof",
        "2024-10-12/09-30-00Z_a.pprof", "2024-10-12/09-30-00Z_b.pprof",
        "2024-10-12/23-59-59.999Z.pprof", "2024-10-13/00-00-00Z.pprof",
      ]
      for name in names.shuffled() { try store.put(name, as: capture(name)) }
      let times = names.map { captureName($0).time }
      #expect(try store.names(of: sample) == names)
      for first in names.indices {
        for last in first..<names.count {
          let inside = names.indices.filter { times[first] <= times[$0] && times[$0] < times[last] }
          #expect(
            try store.names(of: sample, in: times[first]..<times[last])
              == inside.map { names[$0] })
        }
      }
      let day = day("2024-10-12")
      #expect(try store.names(of: sample, in: day.start..<day.end) == Array(names[1...4]))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func capturesOfAppsBelowAreNotTheApps(kind: StoreKind) throws {
    try kind.withStore(apps: "sample/canary") { store throws in
      let canary = app("sample/canary")
      try store.put("a", as: capture("2024-10-12/09-30-00Z.pprof"))
      try store.put("b", as: capture("2024-10-12/10-30-00Z.pprof", in: canary))
      #expect(try store.names(of: sample) == ["2024-10-12/09-30-00Z.pprof"])
      #expect(try store.names(of: canary) == ["2024-10-12/10-30-00Z.pprof"])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func pinnedFilesAreSortedAndNilWithoutTheirDirectory(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      #expect(try store.pinned(of: sample) == nil)
      try store.make(.pinned(sample))
      #expect(try store.pinned(of: sample) == [])
      for name in ["v2.pgo", "v1.pprof", "v1+b.pgo"] { try store.put(name, as: pinned(name)) }
      let listed = try #require(try store.pinned(of: sample))
      #expect(listed.map(\.name.fileName) == ["v1+b.pgo", "v1.pprof", "v2.pgo"])
      #expect(
        listed.map(\.status) == (try listed.map { try store.status(of: .pinned(sample, $0.name)) }))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func whatWasWrittenIsListedAtOnce(kind: StoreKind) throws {
    try kind.withStore(apps: "sample") { store throws in
      var expected: [String] = []
      for minute in 10..<60 {
        let name = "2024-10-12/09-\(minute)-00Z.pprof"
        expected.append(name)
        try store.put("a", as: capture(name))
        #expect(try store.names(of: sample) == expected)
      }
      while let name = expected.popLast() {
        try store.delete(capture(name))
        #expect(try store.names(of: sample) == expected)
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func theDeepestAppHasNoneBelow(kind: StoreKind) throws {
    try kind.withStore(apps: "a/b/c/d/e/f/g/h") { store throws in
      #expect(try store.apps(below: app("a/b/c/d/e/f/g")) == ["h"])
      #expect(try store.apps(below: app("a/b/c/d/e/f/g/h")) == [])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func capturesAreCountedByApp(kind: StoreKind) throws {
    try kind.withStore(apps: "sample", "sample/canary") { store throws in
      #expect(try store.captureCount(of: sample, in: always) == 0)
      #expect(failure { try store.captureCount(of: app("none"), in: always) } == .notFound)
      for path in [
        "2024-10-12/09-30-00Z.pprof", "2024-10-12/09-31-00Z.pprof", "2024-10-13/09-30-00Z.pprof",
      ] {
        try store.put("a", as: capture(path))
      }
      try store.put("a", as: capture("2024-10-13/09-30-00Z.pprof", in: app("sample/canary")))
      try store.make(.pinned(sample))
      try store.put("a", as: pinned("v1.pgo"))
      #expect(try store.captureCount(of: sample, in: always) == 3)
      let twelfth = day("2024-10-12")
      #expect(try store.captureCount(of: sample, in: twelfth.start..<twelfth.end) == 2)
      let half = captureName("2024-10-12/09-30-30Z.pprof").time
      #expect(try store.captureCount(of: sample, in: half..<twelfth.end) == 1)
      #expect(try store.captureCount(of: sample, in: twelfth.start..<half) == 1)
      try store.delete(capture("2024-10-12/09-31-00Z.pprof"))
      #expect(try store.captureCount(of: sample, in: always) == 2)
      try store.delete(capture("2024-10-13/09-30-00Z.pprof"))
      try store.remove(.day(sample, day("2024-10-13")))
      #expect(try store.captureCount(of: sample, in: always) == 1)
    }
  }
}
