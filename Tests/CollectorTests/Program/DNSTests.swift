import TestSupport
import Testing

/// Each address of a name is a target.
@Suite(.ownThread) struct DNSTests {
  @Test func `the addresses of a name are captured`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(1, "-fraction 0.1 -path /x")
    let port = farm.targets[0].split(separator: ":")[1]
    let collector = try mount.collect(
      """
      --dns localhost:\(port) --profile-path /x --app fleet --duration 1s --interval 2s --refresh 1s
      """)
    collector.expect { $0.stored.count >= 2 }
    let log = collector.stop()
    #expect(log.stored.allSatisfy { $0["app"] == "fleet" && $0["source"].hasSuffix("-\(port)") })
    let target = try farm.report()[0]
    // The name is looked up, not the target asked for it.
    #expect(target.connections == target.requests.count && target.most == 1)
    #expect(target.requests.allSatisfy { $0.path == "/x" })
  }

  @Test func `a name without addresses has no targets, and the others go on`() throws {
    let mount = try ProfileMount()
    let farm = try Farm()
    let collector = try mount.collect(
      "--dns nobody.invalid:6060 \(farm.urls) --app a --duration 1s --interval 2s --refresh 1s")
    collector.expect { $0.stored.count >= 2 && $0.says("targets nobody.invalid:6060:") }
    collector.stop()
  }
}
