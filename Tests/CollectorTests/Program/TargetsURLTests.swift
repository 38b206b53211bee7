import Glibc
import TestSupport
import Testing

/// A list of targets that is asked for by HTTP, as Prometheus's http_sd.
@Suite(.ownThread) struct TargetsURLTests {
  @Test func `a list is asked for again and again, and outlives its server's failures`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(3)
    farm.serve(try targetList(Array(farm.targets[..<1])))
    let collector = try mount.collect(
      "--targets http://\(farm.control)/sd --refresh 1s --app a --duration 1s --interval 2s")
    farm.expect { $0.asked == 1 }
    farm.serve(try targetList(Array(farm.targets[..<2])))
    farm.expect { $0.asked == 2 }
    farm.serve("<html>not now</html>")
    collector.expect {
      $0.says("http://\(farm.control)/sd", "what was known before stays (2 targets)")
    }
    let requests = farm.totals.requests
    farm.expect { $0.requests >= requests + 4 }
    farm.serve(try targetList(farm.targets))
    farm.expect { $0.asked == 3 }
    let log = collector.stop()
    #expect(mount.captures.count == log.stored.count)
  }

  @Test func `--once asks for the list once, and for each of its targets`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(3)
    farm.serve(try targetList(farm.targets, ["app": "fleet"]))
    let collector = try mount.collect(
      "--targets http://\(farm.control)/sd --duration 1s --once")
    let log = collector.expectEnd(status: 0)
    #expect(log.stored.map { $0["app"] } == ["fleet", "fleet", "fleet"], "\(log)")
    #expect(try mount.sums == farm.sums())
  }
}
