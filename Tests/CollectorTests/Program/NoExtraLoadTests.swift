import Glibc
import TestSupport
import Testing

/// The load on a service is the profile and nothing else.
@Suite(.ownThread) struct NoExtraLoadTests {
  @Test func `a target is asked once in an interval, on one connection, and for nothing else`()
    throws
  {
    let mount = try ProfileMount()
    let farm = try Farm(4)
    let collector = try mount.collect("--app a \(farm.urls) --duration 1s --interval 2s")
    farm.expect { $0.requests >= 20 }
    let sent = try mount.expectAll(of: farm)
    let log = collector.stop()
    #expect(log.failed.isEmpty, "\(log)")
    for target in try farm.report() {
      #expect(target.connections == target.requests.count)
      #expect(target.most == 1)
      #expect(target.requests.allSatisfy { $0.path == "/debug/pprof/profile" })
      #expect(target.requests.allSatisfy { $0.seconds == "1" })
      // Five intervals, of which the machine may have held up the first request's.
      let starts = target.requests.map(\.start)
      try #require(starts.count >= 4)
      let span = starts[starts.count - 1] - starts[0]
      #expect(span > 2000 * (starts.count - 1) - 1000, "\(starts)")
      #expect(span < 2000 * (starts.count - 1) + 2000, "\(starts)")
    }
    try mount.expectOnce(sent, of: farm)
  }

  @Test func `the first capture starts at once, and a fleet is never profiled in phase`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(20, "-fraction 0.1")
    let file = try mount.file("targets.json", try targetList(farm.targets))
    let collector = try mount.collect("--targets \(file) --app a --duration 1s --interval 5s")
    // Long before an interval is over.
    farm.expect(within: .seconds(3)) { $0.requests >= 1 }
    farm.expect { $0.requests >= 40 }
    collector.stop()
    // In phase it would be 20; a busy machine gathers some.
    #expect(farm.totals.most <= 8)
    #expect(try farm.report().allSatisfy { $0.most == 1 })
  }

  @Test func `apps with a target each aren't profiled in phase either`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(10, "-fraction 0.1")
    let groups = farm.targets.enumerated().map { number, target in
      #"{"targets": ["\#(target)"], "labels": {"app": "app-\#(number)"}}"#
    }
    let file = try mount.file("targets.json", "[\(groups.joined(separator: ","))]")
    let collector = try mount.collect("--targets \(file) --duration 1s --interval 4s")
    farm.expect { $0.requests >= 20 }
    collector.stop()
    #expect(farm.totals.most <= 5)
  }

  @Test func `no more run at once than --concurrency`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(6, "-fraction 0.3")
    let collector = try mount.collect(
      "--app a \(farm.urls) --duration 1s --once --concurrency 2")
    let log = collector.expectEnd(status: 0)
    #expect(log.stored.count == 6, "\(log)")
    #expect(farm.totals.most == 2)
  }

  @Test func `a process that two apps name is profiled once at a time`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(1, "-fraction 0.9")
    let file = try mount.file(
      "targets.json",
      """
      [{"targets": ["\(farm.targets[0])"], "labels": {"app": "one"}},
       {"targets": ["\(farm.targets[0])"], "labels": {"app": "two"}}]
      """)
    let collector = try mount.collect("--targets \(file) --duration 1s --interval 2s")
    farm.expect { $0.whole >= 4 }
    let log = collector.stop()
    #expect(try farm.report()[0].most == 1)
    #expect(!log.failed.contains { $0["reason"] == "busy" }, "\(log)")
  }
}
