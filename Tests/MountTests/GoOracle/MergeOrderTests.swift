import ProfileStore
import TestSupport
import Testing

/// Captures are merged in order of (time, path), whatever order they were written in.
@Suite(.everyStore) struct MergeOrderTests {
  @Test func `apps below are merged in order of time, across apps`() throws {
    try expectOrder([
      ("prod/api", "2024-10-12/09-00-03Z.pprof"), ("prod", "2024-10-12/09-00-02Z.pprof"),
      ("prod/web", "2024-10-12/09-00-01Z.pprof"), ("prod/api", "2024-10-11/23-59-59.999Z.pprof"),
      ("prod/api/eu", "2024-10-12/09-00-02.500Z.pprof"),
    ])
  }

  @Test func `at one time, the bytes of the whole path decide`() throws {
    // '-' and '.' come before '/', digits after it, and '.pprof' before '_source.pprof'.
    try expectOrder([
      ("prod/api", "2024-10-12/09-00-00Z.pprof"), ("prod/api-v2", "2024-10-12/09-00-00Z.pprof"),
      ("prod/api.v2", "2024-10-12/09-00-00Z.pprof"), ("prod/api2", "2024-10-12/09-00-00Z.pprof"),
      ("prod", "2024-10-12/09-00-00Z.pprof"), ("prod/0", "2024-10-12/09-00-00Z.pprof"),
      ("prod/API", "2024-10-12/09-00-00Z.pprof"), ("prod/api/eu", "2024-10-12/09-00-00Z.pprof"),
    ])
  }

  @Test func `sources of one app at one time are in the order of their names' bytes`() throws {
    try expectOrder([
      ("prod", "2024-10-12/09-00-00Z_b.pprof"), ("prod", "2024-10-12/09-00-00Z_a.b.pprof"),
      ("prod", "2024-10-12/09-00-00Z_a.pprof"), ("prod", "2024-10-12/09-00-00Z_a-b.pprof"),
      ("prod", "2024-10-12/09-00-00Z.pprof"), ("prod", "2024-10-12/09-00-00Z_A.pprof"),
      ("prod", "2024-10-12/09-00-00Z_ab.pprof"), ("prod", "2024-10-12/09-00-00Z_a.q.pprof"),
    ])
  }

  @Test func `a fraction of a second is later than none, though its name's bytes come first`()
    throws
  {
    try expectOrder([
      ("prod", "2024-10-12/09-00-00.001Z.pprof"), ("prod", "2024-10-12/09-00-00Z.pprof"),
      ("prod", "2024-10-12/09-00-00.250Z_a.pprof"), ("prod", "2024-10-12/09-00-00Z_z.pprof"),
      ("prod", "2024-10-12/09-00-00.000Z_y.pprof"),
    ])
  }

  private func expectOrder(_ names: [(app: String, file: String)]) throws {
    let profiles = Corpus.service.profiles
    let captures = try names.enumerated().map { number, name in
      let parts = name.file.split(separator: "/").map(String.init)
      let day = try #require(Day(parts[0]))
      let capture = try #require(CaptureName(day: day, fileName: parts[1]))
      return PlacedCapture(profile: profiles[number * 7], app: name.app, name: capture)
    }
    let mounted = try Mounted()
    let result = mounted.go(
      captures.writing + "same_merge prod/merged/2024-10-01_now \(captures.inOrder)")
    #expect(result.status == 0, "\(result)")
  }
}
