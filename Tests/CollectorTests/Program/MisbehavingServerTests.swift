import Glibc
import TestSupport
import Testing

/// Whatever a server answers: there is a name for it, nothing bad is stored, and it ends.
@Suite(.ownThread) struct MisbehavingServerTests {
  /// Has a capture fail, and returns what the log says of the last try.
  private func failure(
    _ path: String, of server: Misbehaving, tries: Int = 1, _ options: String = ""
  ) throws -> LogLine {
    let mount = try ProfileMount()
    let collector = try mount.collect("\(server.plain(path)) --duration 1s --once \(options)")
    let log = collector.expectEnd(status: 1, within: .seconds(60))
    #expect(mount.captures.isEmpty && log.stored.isEmpty, "\(log)")
    #expect(log.failed.count == tries, "\(log)")
    #expect(Set(log.failed.map { $0["reason"] }).count == 1, "\(log)")
    let line = try #require(log.failed.last)
    #expect(line["app"] == "sample" && line["next"] == "none", "\(line.text)")
    #expect(line["url"].contains("/\(path)"), "\(line.text)")
    return line
  }

  @Test(arguments: [
    ("html", "not_a_profile"), ("text", "not_a_profile"), ("random", "not_a_profile"),
    ("empty", "not_a_profile"), ("heap", "wrong_kind"), ("idle", "no_samples"),
    ("truncated", "torn"), ("checksum", "torn"), ("garbled", "torn"), ("bomb", "too_large"),
    ("status/204", "http_error"), ("status/400", "http_error"), ("status/404", "http_error"),
    ("status/500", "http_error"), ("status/504", "http_error"), ("status/401", "unauthorized"),
    ("status/403", "unauthorized"), ("loop", "redirected"), ("elsewhere", "redirected"),
    ("garbage", "not_http"), ("headers", "not_http"),
  ])
  func `an answer that is no capture fails for a reason, and isn't asked for again`(
    _ path: String, _ reason: String
  ) throws {
    let server = try Misbehaving()
    let line = try failure(path, of: server)
    #expect(line["reason"] == reason, "\(line.text)")
    let report = try server.report()
    #expect(report.elsewhere == 0, "another host was asked")
    // A loop is followed a few times.
    #expect((1...10).contains(report.asked["/\(path)"] ?? 0), "\(report)")
    #expect(path == "loop" || report.asked["/\(path)"] == 1, "\(report)")
  }

  @Test(arguments: ["endless", "huge"])
  func `ten gigabytes are not read to their end`(_ path: String) throws {
    let server = try Misbehaving()
    let line = try failure(path, of: server, "--max-profile 1M")
    #expect(line["reason"] == "too_large", "\(line.text)")
    // What was on the way when it hung up is in the buffers of two sockets.
    #expect(try server.report().sent["/\(path)", default: 0] < 24 << 20)
  }

  @Test(arguments: ["silent", "slow"])
  func `an answer that doesn't come, or doesn't end, is given up in time`(_ path: String) throws {
    let server = try Misbehaving()
    let clock = ContinuousClock.now
    let line = try failure(path, of: server, "--request-timeout 1s")
    #expect(line["reason"] == "timed_out", "\(line.text)")
    #expect((.seconds(2)...(.seconds(20))).contains(ContinuousClock.now - clock))
  }

  @Test(arguments: [
    ("short", "cut_off", 2), ("chunks", "cut_off", 2), ("closed", "cut_off", 2),
    ("status/502", "http_error", 2), ("status/503", "http_error", 2), ("busy", "busy", 5),
  ])
  func `what may pass is asked for again, a few times`(
    _ path: String, _ reason: String, _ tries: Int
  ) throws {
    let server = try Misbehaving()
    let clock = ContinuousClock.now
    let line = try failure(path, of: server, tries: tries)
    #expect(line["reason"] == reason, "\(line.text)")
    #expect(try server.report().asked["/\(path)"] == tries)
    // About a second before the second try, and then twice as long each time.
    #expect(ContinuousClock.now - clock > .milliseconds(700 * ((1 << (tries - 1)) - 1)))
  }

  @Test func `a busy target is asked again only within its interval`() throws {
    let server = try Misbehaving()
    let mount = try ProfileMount()
    let clock = ContinuousClock.now
    let collector = try mount.collect("\(server.plain("busy")) --duration 1s --interval 4s")
    // An interval has room for its turn and tries a second and three later: these are of three.
    collector.expect(within: .seconds(60)) { $0.failed.count >= 7 }
    #expect(ContinuousClock.now - clock > .seconds(6))
    collector.stop()
    #expect(mount.captures.isEmpty)
  }

  @Test func `where nobody listens is unreachable, and the status says so`() throws {
    let mount = try ProfileMount()
    let port = WebRequest.DeafPort()
    let collector = try mount.collect(
      "--app sample --url http://127.0.0.1:\(port.number) --duration 1s --once")
    let log = collector.expectEnd(status: 1, within: .seconds(60))
    withExtendedLifetime(port) {}
    #expect(Set(log.failed.map { $0["reason"] }) == ["unreachable"], "\(log)")
    #expect((2...6).contains(log.failed.count), "\(log)")
    #expect(log.failed.last?["next"] == "none", "\(log)")
  }

  @Test(arguments: ["good", "plain", "moved"])
  func `a profile is stored, compressed or not, and where its host moved it`(_ path: String) throws
  {
    let server = try Misbehaving()
    let mount = try ProfileMount()
    let collector = try mount.collect("\(server.plain(path)) --duration 1s --once")
    let log = collector.expectEnd(status: 0)
    #expect(log.stored.count == 1 && mount.captures.count == 1, "\(log)")
  }

  @Test func `one bad target of two is a status of 1, and the good one's capture is stored`() throws
  {
    let server = try Misbehaving()
    let mount = try ProfileMount()
    let good = "--url http://\(server.address("plain"))/good"
    let collector = try mount.collect("\(server.plain("html")) \(good) --duration 1s --once")
    let log = collector.expectEnd(status: 1)
    #expect(log.stored.count == 1 && log.failed.count == 1, "\(log)")
    #expect(mount.captures == log.stored.map { $0["file"] })
  }
}
