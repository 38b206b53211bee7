import Glibc
import TestSupport
import Testing

/// The spool keeps captures beyond a restart, and within a bound.
@Suite(.ownThread) struct SpoolTests {
  @Test func `what was captured without a mount outlives kill -9 and is there once`() throws {
    let mount = try ProfileMount()
    let farm = try Farm(3)
    let spool = "\(mount.directory.path)/spool"
    let arguments = "--app a \(farm.urls) --duration 1s --interval 2s --spool \(spool)"
    let first = try mount.collect(arguments)
    first.expect { $0.stored.count >= 3 }
    mount.killDaemon()
    #expect(waitUntil(every: .milliseconds(50)) { files(below: spool).count >= 4 })
    let sent = try mount.expectAll(of: farm, orIn: spool)
    first.kill()
    let kept = sumsOfFiles(below: spool)
    try mount.mount()
    let second = try mount.collect(arguments)
    #expect(waitUntil(every: .milliseconds(50)) { Set(mount.sums).isSuperset(of: kept) })
    try mount.expectAll(of: farm)
    second.stop()
    #expect(files(below: spool).isEmpty)
    try mount.expectOnce(sent + kept, of: farm)
  }

  @Test func `the spool's size is bounded, and what finds no room anywhere is named as lost`()
    throws
  {
    let mount = try ProfileMount(mounted: false)
    let farm = try Farm(4, "-fraction 0.1 -size 20000")
    let spool = "\(mount.directory.path)/spool"
    let collector = try mount.collect(
      """
      --app a \(farm.urls) --duration 1s --interval 2s --spool \(spool) --spool-size 64K \
      --pending-size 64K --max-profile 64K
      """)
    collector.expect { $0.lost.count >= 3 }
    let bytes = shell("find '\(spool)' -type f -printf '%s\\n' | awk '{ n += $1 } END { print n }'")
    #expect(try (1...65536).contains(#require(Int(bytes.out.dropLast()))), "\(bytes)")
    try mount.mount()
    collector.expect { $0.stored.count >= 6 }
    let log = collector.stop()
    let named = log.stored.map { $0["file"] } + log.lost.map { $0["file"] }
    #expect(Set(named).count == named.count, "\(log)")
    #expect(mount.captures == log.stored.map { $0["file"] }.sorted())
    let answered = try farm.sums().count
    // The last of them may have been given up with the collector.
    #expect((answered - 4...answered).contains(named.count), "\(log)")
    #expect(files(below: spool).isEmpty)
  }

  @Test func `a spool has one collector`() throws {
    let mount = try ProfileMount()
    let farm = try Farm()
    let spool = "\(mount.directory.path)/spool"
    let arguments = "--app a \(farm.urls) --duration 1s --interval 2s --spool \(spool)"
    let first = try mount.collect(arguments)
    first.expect { !$0.stored.isEmpty }
    let second = try mount.collect(arguments)
    second.expectEnd(status: 1)
    #expect(second.output.contains(spool), "\(second.output)")
    first.stop()
  }

  @Test func `what is written goes from a spool, so nothing else is taken for one`() throws {
    let mount = try ProfileMount()
    let farm = try Farm()
    let own = mount.directory.directory("own")
    try write("precious", to: "\(own)/file")
    for (destination, spool) in [
      ("--to \(mount.path)", own), ("--to \(mount.path)", mount.path),
      ("--plain-dir \(own)", own), ("--plain-dir \(mount.directory.path)", "\(own)/below"),
    ] {
      let collector = try CollectorProgram(
        "\(destination) --spool \(spool) --app a \(farm.urls) --duration 1s --once", with: mount)
      collector.expectEnd(status: 1)
      #expect(collector.output.contains(spool), "\(collector.output)")
    }
    #expect(farm.totals.requests == 0)
    #expect(files(below: own) == ["file"] && mount.captures.isEmpty)
  }
}
