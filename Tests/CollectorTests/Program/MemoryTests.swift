import Glibc
import TestSupport
import Testing

@Suite(.ownThread) struct MemoryTests {
  @Test func `a thousand targets need less than 40 MB`() throws {
    let mount = try ProfileMount(mounted: false)
    let farm = try Farm(1000)
    let file = try mount.file("targets.json", try targetList(farm.targets))
    let collector = try CollectorProgram(
      "--plain-dir \(mount.path) --targets \(file) --app a --duration 1s --interval 45s",
      with: mount)
    farm.expect(within: .seconds(150)) { $0.asked == 1000 }
    let peak = ProcessMemory.peak(collector.process)
    print("a collector of 1,000 targets: \(peak) KiB at most")
    #expect(peak > 0 && peak < 40_000)
    let log = collector.stop()
    #expect(log.failed.isEmpty && log.lost.isEmpty, "\((log.failed + log.lost).map(\.text))")
    #expect(files(below: mount.path).count == log.stored.count)
  }
}
