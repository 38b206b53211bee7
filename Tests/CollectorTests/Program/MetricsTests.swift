import Glibc
import TestSupport
import Testing

/// What a monitor asks.
@Suite(.ownThread) struct MetricsTests {
  @Test func `captures, bytes and failures are counted, by what they are of`() throws {
    let mount = try ProfileMount()
    let server = try Misbehaving()
    let farm = try Farm(2)
    let port = WebRequest.freePort()
    let file = try mount.file(
      "targets.json",
      """
      [{"targets": ["\(farm.targets[0])"], "labels": {"app": "one", "source": "pod-1"}},
       {"targets": ["\(farm.targets[1])"], "labels": {"app": "two/b", "source": "pod-2"}},
       {"targets": ["\(server.address("plain"))"],
        "labels": {"app": "bad", "__profile_path__": "/html"}}]
      """)
    let collector = try mount.collect(
      "--targets \(file) --duration 1s --interval 2s --metrics-listen 127.0.0.1:\(port)")
    collector.expect { $0.stored.count >= 3 && $0.failed.count >= 2 }
    // Without targets, the numbers hold still.
    try write("[]", to: file)
    #expect(
      waitUntil(every: .milliseconds(50)) {
        let values = ScrapedMetrics(port)
        return values?["pgocollect_targets"] == 0 && values?["pgocollect_running"] == 0
          && values?["pgocollect_pending"] == 0
      })
    let values = try #require(ScrapedMetrics(port))
    let log = collector.log
    for app in ["one", "two/b"] {
      let stored = log.stored.filter { $0["app"] == app }
      let bytes = stored.compactMap { Double($0["bytes"]) }.reduce(0, +)
      #expect(values["pgocollect_captures_total{app=\"\(app)\"}"] == Double(stored.count))
      #expect(values["pgocollect_captured_bytes_total{app=\"\(app)\"}"] == bytes)
    }
    #expect(
      values["pgocollect_failures_total{reason=\"not_a_profile\"}"] == Double(log.failed.count))
    for name in [
      "pending_bytes", "spooled", "lost_total", "write_failures_total", "running", "pending",
    ] {
      #expect(values["pgocollect_\(name)"] == 0, "\(name): \(values)")
    }
    let answer = values.answer
    #expect(answer.headers.lowercased().contains("content-type: text/plain"))
    for name in values.names {
      #expect(answer.body.contains("# TYPE \(name) "), "\(name)")
    }
    collector.stop()
  }

  @Test func `the last success of each source, and what waits, are told`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(1)
    let port = WebRequest.freePort()
    let spool = "\(mount.directory.path)/spool"
    let collector = try mount.collect(
      """
      --app a --source pod-1 \(farm.urls) --duration 1s --interval 2s --spool \(spool) \
      --metrics-listen 127.0.0.1:\(port)
      """)
    let success = #"pgocollect_last_success_timestamp_seconds{app="a",source="pod-1"}"#
    collector.expect { !$0.stored.isEmpty }
    let first = try #require(ScrapedMetrics(port)?[success])
    #expect(abs(first - Double(time(nil))) < 20, "\(first)")
    mount.killDaemon()
    #expect(
      waitUntil(every: .milliseconds(50)) {
        guard let values = ScrapedMetrics(port) else { return false }
        return values["pgocollect_spooled"] ?? 0 >= 2 && values["pgocollect_pending"] ?? 0 >= 2
          && values["pgocollect_pending_bytes"] ?? 0 > 0
          && values["pgocollect_write_failures_total"] ?? 0 > 0
      })
    try mount.mount()
    #expect(
      waitUntil(every: .milliseconds(50)) {
        guard let values = ScrapedMetrics(port) else { return false }
        return values["pgocollect_spooled"] == 0 && values[success] ?? 0 > first
      })
    collector.stop()
  }

  @Test func `other paths and other peers' nonsense don't disturb it`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(1)
    let port = WebRequest.freePort()
    let collector = try mount.collect(
      "--app a \(farm.urls) --duration 1s --interval 2s --metrics-listen 127.0.0.1:\(port)")
    #expect(waitUntil(every: .milliseconds(20)) { ScrapedMetrics(port) != nil })
    #expect(WebRequest.get("/", from: "127.0.0.1:\(port)")?.status == 404)
    _ = shell(
      """
      exec 3<> /dev/tcp/127.0.0.1/\(port); head -c 100000 /dev/urandom >&3
      exec 4<> /dev/tcp/127.0.0.1/\(port); printf 'GET /met' >&4
      """)
    #expect(ScrapedMetrics(port)?["pgocollect_targets"] == 1)
    collector.stop()
  }

  @Test func `an address that is taken is a reason not to start`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(1)
    let collector = try mount.collect("--app a \(farm.urls) --metrics-listen \(farm.control)")
    collector.expectEnd(status: 1)
    #expect(collector.output.contains(farm.control), "\(collector.output)")
    #expect(farm.totals.requests == 0)
  }
}
