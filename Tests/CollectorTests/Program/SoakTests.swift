import Glibc
import TestSupport
import Testing

/// A fleet for a minute, through what happens to mounts and lists in months.
@Suite(.ownThread) struct SoakTests {
  @Test func `fifty targets, three mounts lost, lists edited: every capture is there once`() throws
  {
    let mount = try ProfileMount()
    let farm = try Farm(60, "-fraction 1")
    let port = WebRequest.freePort()
    let file = try mount.file("targets.json", try targetList(Array(farm.targets[..<50])))
    let collector = try mount.collect(
      """
      --targets \(file) --app fleet --duration 1s --interval 2s --concurrency 50 \
      --spool \(mount.directory.path)/spool --metrics-listen 127.0.0.1:\(port)
      """)
    /// Waits until there are so many captures; 25 are a second's.
    func reach(_ count: Int) { farm.expect(within: .seconds(90)) { $0.whole >= count } }
    /// Has three seconds' captures wait for a mount.
    func without(_ mount: ProfileMount, _ lose: () throws -> Void) throws {
      let failures = collector.log.notWritten.count
      try lose()
      reach(farm.totals.whole + 75)
      collector.expect { $0.notWritten.count > failures }
      try mount.mount()
    }
    reach(200)
    try without(mount) { mount.killDaemon() }
    reach(375)
    let early = ProcessMemory.resident(collector.process)
    // Ten leave, and ten others come.
    try write(try targetList(Array(farm.targets[10...])), to: file)
    farm.expect { $0.asked == 60 }
    reach(600)
    try without(mount) { try mount.unmount() }
    reach(900)
    try without(mount) { mount.killDaemon() }
    try write(try targetList(Array(farm.targets[5..<55])), to: file)
    reach(1500)
    let late = ProcessMemory.resident(collector.process)
    // The last captures end before the collector does.
    try write("[]", to: file)
    #expect(
      waitUntil(.seconds(90), every: .milliseconds(50)) {
        guard let metrics = ScrapedMetrics(port) else { return false }
        return ["targets", "running", "pending"].allSatisfy { metrics["pgocollect_\($0)"] == 0 }
      })
    farm.expect { $0.open == 0 }
    let log = collector.stop()
    print("soak: \(log.stored.count) captures; \(early) KiB resident early on, \(late) KiB late")
    #expect(log.lost.isEmpty && log.failed.isEmpty, "\((log.lost + log.failed).map(\.text))")
    try mount.expectOnce(try farm.sums(), of: farm)
    let report = try farm.report()
    #expect(report.allSatisfy { $0.most == 1 && $0.connections == $0.requests.count })
    #expect(early > 0 && late < early + early / 10 + 2048, "\(early) KiB, then \(late) KiB")
    #expect(files(below: "\(mount.directory.path)/spool").isEmpty)
  }
}
