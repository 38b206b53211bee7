import Glibc
import TestSupport
import Testing

/// What a service manager is told.
@Suite(.ownThread) struct ServiceManagerTests {
  @Test func `READY once it runs, WATCHDOG twice a period, STOPPING when told to stop`() throws {
    let mount = try ProfileMount()
    let farm = try Farm()
    let socket = "\(mount.directory.path)/notify"
    let manager = try RunningProgram([try GoPrograms.tools.path(), "notify", socket])
    #expect(try manager.firstLine() == "listening")
    var states: [String] {
      manager.output.split(separator: "\n").dropFirst().flatMap { line in
        line.dropFirst().dropLast().replacing(#"\n"#, with: " ").split(separator: " ").map(
          String.init)
      }
    }
    let collector = try mount.collect(
      "--app a \(farm.urls) --duration 1s --interval 2s",
      environment: ["NOTIFY_SOCKET": socket, "WATCHDOG_USEC": "1000000"])
    #expect(waitUntil(every: .milliseconds(10)) { states.contains("READY=1") })
    let clock = ContinuousClock.now
    let count = states.count { $0 == "WATCHDOG=1" }
    #expect(
      waitUntil(every: .milliseconds(10)) { states.count { $0 == "WATCHDOG=1" } >= count + 4 })
    // Half a period apart: not seldom, and not in a rush.
    #expect((.milliseconds(1200)...(.seconds(4))).contains(ContinuousClock.now - clock))
    #expect(!states.contains("STOPPING=1"))
    collector.stop()
    #expect(states.contains("STOPPING=1"), "\(states)")
    #expect(states.first { $0 != "WATCHDOG=1" }?.hasPrefix("READY") == true, "\(states)")
  }

  @Test func `a collector that can't start isn't ready`() throws {
    let mount = try ProfileMount()
    let socket = "\(mount.directory.path)/notify"
    let manager = try RunningProgram([try GoPrograms.tools.path(), "notify", socket])
    #expect(try manager.firstLine() == "listening")
    let collector = try mount.collect(
      "--app a --targets \(mount.directory.path)/missing", environment: ["NOTIFY_SOCKET": socket])
    collector.expectEnd(status: 1)
    #expect(!manager.output.contains("READY=1"), "\(manager.output)")
  }

  @Test func `without a service manager nothing is different`() throws {
    let mount = try ProfileMount()
    let farm = try Farm()
    let socket = "\(mount.directory.path)/nobody"
    let collector = try mount.collect(
      "--app a \(farm.urls) --duration 1s --once", environment: ["NOTIFY_SOCKET": socket])
    collector.expectEnd(status: 0)
  }
}
