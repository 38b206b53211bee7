import Glibc
import TestSupport
import Testing

/// Where the mount should be and isn't, nothing is written, and nothing that was captured is lost.
@Suite(.ownThread) struct NotAMountTests {
  @Test func `--once tells before it disturbs anybody that there is no mount`() throws {
    let mount = try ProfileMount(mounted: false)
    let farm = try Farm()
    let spool = "\(mount.directory.path)/spool"
    let collector = try mount.collect(
      "--app a \(farm.urls) --duration 1s --once --spool \(spool)")
    let log = collector.expectEnd(status: 2)
    #expect(log.says(mount.path, "is not a pgofs mount"), "\(log)")
    #expect(farm.totals.requests == 0)
    #expect(shell("ls -A \(mount.path)").out == "")
  }

  @Test(arguments: [true, false])
  func `what --once can't write is in the spool or lost, and it says which`(
    _ hasSpool: Bool
  ) throws {
    let mount = try ProfileMount()
    let farm = try Farm(2, "-fraction 0.5")
    let spool = "\(mount.directory.path)/spool"
    let arguments =
      "--app a \(farm.urls) --duration 2s --once" + (hasSpool ? " --spool \(spool)" : "")
    let collector = try mount.collect(arguments)
    farm.expect { $0.open == 2 }
    mount.killDaemon()
    let log = collector.expectEnd(status: 2)
    #expect(log.lost.count == (hasSpool ? 0 : 2), "\(log)")
    #expect(log.says("2 captures", "the spool keeps them") == hasSpool, "\(log)")
    guard hasSpool else { return }
    #expect(try sumsOfFiles(below: spool) == farm.sums())
    // The next run writes them.
    try mount.mount()
    try mount.collect(arguments).expectEnd(status: 0)
    #expect(files(below: spool).isEmpty)
    #expect(try farm.sums().count == 4)
    #expect(try mount.sums == farm.sums())
  }

  @Test func `what is captured before there is a mount is written once there is one`() throws {
    let mount = try ProfileMount(mounted: false)
    let farm = try Farm(2)
    let collector = try mount.collect("--app a \(farm.urls) --duration 1s --interval 2s")
    collector.expect { !$0.notWritten.isEmpty }
    farm.expect { $0.whole >= 4 }
    #expect(shell("ls -A \(mount.path)").out == "")
    try mount.mount()
    collector.expect { $0.stored.count >= 6 }
    let sent = try mount.expectAll(of: farm)
    let log = collector.stop()
    #expect(log.lost.isEmpty, "\(log)")
    try mount.expectOnce(sent, of: farm)
  }

  @Test func `a mount that has died, or takes nothing, is waited for`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(2)
    let collector = try mount.collect("--app a \(farm.urls) --duration 1s --interval 2s")
    collector.expect { $0.stored.count >= 2 }
    mount.killDaemon()
    collector.expect { !$0.notWritten.isEmpty }
    let before = collector.log
    // It cleans up what the one before has left.
    try mount.mount(",ro")
    collector.expect { $0.says("not written", "Read-only file system") }
    try mount.unmount()
    try mount.mount()
    collector.expect { $0.stored.count > before.stored.count + 2 }
    let sent = try mount.expectAll(of: farm)
    let log = collector.stop()
    #expect(log.lost.isEmpty, "\(log)")
    try mount.expectOnce(sent, of: farm)
  }
}
