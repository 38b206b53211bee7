import Glibc
import TestSupport
import Testing

/// SIGTERM and SIGINT: what is captured is written, what isn't is given up, and it ends in time.
@Suite(.ownThread) struct StopTests {
  @Test(arguments: [SIGTERM, SIGINT])
  func `requests that run are given up at once`(_ signal: Int32) throws {
    let mount = try ProfileMount()
    let farm = try Farm(2, "-fraction 1")
    let collector = try mount.collect(
      "--app a \(farm.urls) --duration 60s --interval 61s --stop-timeout 5s")
    farm.expect { $0.open >= 1 }
    let clock = ContinuousClock.now
    collector.signal(signal)
    let log = collector.expectEnd(status: 0)
    #expect(ContinuousClock.now - clock < .seconds(5))
    #expect(log.lost.isEmpty && log.stored.isEmpty, "\(log)")
    farm.expect { $0.open == 0 }
    #expect(try farm.report().flatMap(\.requests).allSatisfy { $0.outcome == "gone" })
    #expect(mount.captures.isEmpty)
  }

  @Test func `what waits to be written is written, if there is a mount by then`() throws {
    let mount = try ProfileMount(mounted: false)
    let farm = try Farm(3)
    let collector = try mount.collect("--app a \(farm.urls) --duration 1s --interval 2s")
    collector.expect { !$0.notWritten.isEmpty }
    // By then the next try to write is seconds away.
    farm.expect { $0.whole >= 6 }
    let sent = try farm.sums()
    try mount.mount()
    let log = collector.stop()
    #expect(log.lost.isEmpty, "\(log)")
    try mount.expectOnce(sent, of: farm)
  }

  @Test func `without a mount, what waits is in the spool or named as lost`() throws {
    let mount = try ProfileMount(mounted: false)
    let farm = try Farm(2)
    let spool = "\(mount.directory.path)/spool"
    for options in ["", "--spool \(spool)"] {
      let before = try farm.sums()
      let collector = try mount.collect(
        "--app a \(farm.urls) --duration 1s --interval 2s --stop-timeout 5s \(options)")
      farm.expect { $0.whole >= before.count + 4 }
      collector.expect { !$0.notWritten.isEmpty }
      collector.signal(SIGTERM)
      let log = collector.expectEnd(status: 0, within: .seconds(10))
      let captured = try farm.sums().count - before.count
      let (lost, kept) = (log.lost.count, files(below: spool).count)
      #expect(options.isEmpty ? kept == 0 : lost == 0, "\(log)")
      // The last answer of each may have been given up with the collector.
      #expect((captured - 2...captured).contains(lost + kept), "\(log)")
    }
    #expect(shell("ls -A \(mount.path)").out == "")
  }

  @Test(arguments: [false, true])
  func `a mount that hangs doesn't hold it up beyond --stop-timeout`(_ hasSpool: Bool) throws {
    let mount = try ProfileMount()
    let farm = try Farm(2)
    let spool = "\(mount.directory.path)/spool"
    let arguments =
      "--app a \(farm.urls) --duration 1s --interval 2s --stop-timeout 2s"
      + (hasSpool ? " --spool \(spool)" : "")
    let collector = try mount.collect(arguments)
    collector.expect { $0.stored.count >= 2 }
    mount.signalDaemon(SIGSTOP)
    defer { mount.signalDaemon(SIGCONT) }
    let before = farm.totals.whole
    farm.expect { $0.whole >= before + 3 }
    let sent = try hasSpool ? mount.expectAll(of: farm, orIn: spool) : []
    let clock = ContinuousClock.now
    collector.signal(SIGTERM)
    let log = collector.expectEnd(status: 0, within: .seconds(15))
    #expect(ContinuousClock.now - clock < .seconds(5))
    #expect(log.lost.isEmpty == hasSpool, "\(log)")
    mount.signalDaemon(SIGCONT)
    guard hasSpool else { return }
    let kept = sumsOfFiles(below: spool)
    let second = try mount.collect(arguments)
    #expect(waitUntil(every: .milliseconds(50)) { Set(mount.sums).isSuperset(of: kept) })
    second.stop()
    try mount.expectOnce(sent, of: farm)
  }

  @Test func `while a mount hangs, captures go on and wait in memory`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(2)
    let collector = try mount.collect("--app a \(farm.urls) --duration 1s --interval 2s")
    collector.expect { $0.stored.count >= 2 }
    mount.signalDaemon(SIGSTOP)
    let before = farm.totals.whole
    farm.expect { $0.whole >= before + 6 }
    mount.signalDaemon(SIGCONT)
    collector.expect { $0.stored.count >= before + 6 }
    let sent = try mount.expectAll(of: farm)
    let log = collector.stop()
    #expect(log.lost.isEmpty, "\(log)")
    try mount.expectOnce(sent, of: farm)
  }
}
