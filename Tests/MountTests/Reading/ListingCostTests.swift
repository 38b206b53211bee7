import TestSupport
import Testing

@Suite(.everyStore) struct ListingCostTests {
  /// Two apps, each with captures of the last 24 hours and of the day before yesterday: the listed
  /// windows are four different merges an app.
  private func mounted() throws -> Mounted {
    let mounted = try Mounted()
    for app in ["one", "two"] {
      mounted.seed(app, count: 2)
      mounted.seed(app, day: "2024-10-10", count: 1)
    }
    return mounted
  }

  @Test(arguments: [
    // What reads directories alone starts nothing.
    ("ls -R $M", 0), ("find $M", 0), ("find $M -type f -name '*.pprof'", 0),
    ("ls --color $M/one", 0),
    ("ls -l --color $M/one", 0), ("ls -a $M/one/merged", 0), ("tree -a $M || find $M", 0),
    // What asks for sizes or contents computes what is listed: two windows, two formats.
    ("ls --color=always $M/one/merged", 4), ("ls -R --color=always $M", 8), ("ls -lR $M", 8),
    ("find $M -size +0", 8), ("find $M/one -newer $SVC/000.pprof", 4), ("du -s $M", 8),
    ("du -a $M/one $M/one", 4), ("grep -r nothing $M", 8),
    ("ls -lR $M; du $M; grep -r nothing $M; tar -cf - $M | wc -c", 8),
    // One file is one merge.
    ("stat $M/one/merged/last7d.pgo", 1), ("ls -l $M/one/merged/last7d.pgo", 1),
  ])
  func `listing starts as few merges as it can`(_ script: String, _ merges: Int) throws {
    let mounted = try mounted()
    let result = mounted.sh(script)
    #expect(mounted.mergesStarted == merges, "\(script): \(result)")
  }

  @Test func `windows that hold the same captures are one merge`() throws {
    let mounted = try Mounted.seeded()
    let result = mounted.sh("cmp $M/sample/merged/last24h.pgo $M/sample/merged/last7d.pgo")
    #expect(result.status == 0, "\(result)")
    #expect(mounted.mergesStarted == 1)
  }
}
