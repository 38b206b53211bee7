import ProfileStore
import Testing

@testable import Maintenance

/// The names that pgolib gives, and what they tell.
@Suite struct PgolibNameTests {
  @Test(arguments: [
    ("api-1728725400250.pprof", "api"),
    ("api-v2-1728725400250.pprof", "api-v2"),
    ("-1728725400250.pprof", ""),
    // A bucket's, below the prefix and from the top.
    ("api/-1728725400250.pprof", "api"),
    ("api/api/-1728725400250.pprof", "api"),
    ("team/api/team/api/-1728725400250.pprof", "team/api"),
    ("team/api/-1728725400250.pprof", "team/api"),
    ("team/api-1728725400250.pprof", "team/api"),
  ])
  func `a name tells the app and the time`(path: String, origin: String) throws {
    let name = try #require(PgolibName(path))
    #expect(name.time == Timestamp(milliseconds: 1_728_725_400_250))
    #expect(PgolibName.origin(ofStem: name.stem) == origin)
    #expect(PgolibName.path(name.stem, name.time) == path)
  }

  @Test(arguments: [
    "api-1728725400.pprof", "api-1728725400250000.pprof", "api-0000000000250.pprof",
    "api1728725400250.pprof", "api-1728725400250.pprof.gz", "api-1728725400250", "README", "",
    "sample/2024-10-12/09-30-00Z.pprof", "a-1728725400250.pprof/", "a-1728725400250.pprof/b",
  ])
  func `any other name isn't one of pgolib`(path: String) {
    #expect(PgolibName(path) == nil)
  }
}
