import TestSupport
import Testing

/// `--sample N`: so many of an app's instances in a round, and others in the next.
@Suite(.ownThread) struct SamplingTests {
  @Test func `no round has more than N, and all get their turn`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(6)
    let file = try mount.file("targets.json", try targetList(farm.targets))
    let collector = try mount.collect(
      "--targets \(file) --app a --duration 1s --interval 2s --sample 2")
    farm.expect { $0.requests >= 12 }
    let report = try farm.report()
    collector.stop()
    let counts = report.map(\.requests.count)
    // Two turns for each, and perhaps the one after the last.
    #expect(counts.allSatisfy { (2...3).contains($0) } && counts.reduce(0, +) <= 13, "\(counts)")
    let starts = report.flatMap(\.requests).map(\.start).sorted()
    for (earlier, later) in zip(starts, starts.dropFirst(2)) {
      // Turns are a second apart; one that the machine held up comes nearer to the next.
      #expect(later - earlier > 1200, "\(starts)")
    }
    #expect(starts[11] - starts[0] > 10_000 - 1000, "\(starts)")
  }

  @Test func `N is of each app`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(8)
    let file = try mount.file(
      "targets.json",
      """
      [{"targets": ["\(farm.targets[..<5].joined(separator: "\", \""))"], "labels": {"app": "one"}},
       {"targets": ["\(farm.targets[5...].joined(separator: "\", \""))"], "labels": {"app": "two"}}]
      """)
    let collector = try mount.collect("--targets \(file) --duration 1s --once --sample 2")
    let log = collector.expectEnd(status: 0)
    #expect(log.stored.map { $0["app"] }.sorted() == ["one", "one", "two", "two"], "\(log)")
    #expect(farm.totals.requests == 4 && farm.totals.asked == 4)
  }

  @Test func `an app with fewer instances has all of them captured`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(2)
    let collector = try mount.collect("--app a \(farm.urls) --duration 1s --once --sample 5")
    collector.expectEnd(status: 0)
    #expect(farm.totals.requests == 2 && farm.totals.asked == 2)
  }
}
