import TestSupport
import Testing

/// Labels may name tenants and users: they can be left out before anything leaves the process.
@Suite(.ownThread) struct LabelTests {
  private let mount: ProfileMount
  private let farm: Farm

  init() throws {
    mount = try ProfileMount()
    farm = try Farm(2, "-fraction 0.1 -labels")
  }

  /// The words of labels that are in the files below a directory, inflated.
  private func words(below directory: String) -> Set<Substring> {
    let found = shell(
      """
      find "$D" -type f -print0 | xargs -0 -r -n1 gzip -dc | grep -aoE 'tenant(-of)?|user(-of)?'
      """, environment: ["D": directory])
    return Set(found.out.split(separator: "\n"))
  }

  private func collect(_ options: String) throws {
    let collector = try mount.collect("--app a \(farm.urls) --duration 1s --once \(options)")
    collector.expectEnd(status: 0)
    try #require(mount.captures.count == 2)
    // Nothing else is different.
    let looked = shell(
      """
      set -e; cd "$D"; export PPROF_TMPDIR=$D
      for capture in store/a/2*/*; do
        go tool pprof -symbolize=none -sample_index=samples -top $capture 2> /dev/null
      done
      """, environment: ["D": mount.directory.path])
    #expect(looked.status == 0, "\(looked)")
    #expect(
      looked.out.split(separator: "\n").count { $0.hasSuffix(" main.main") } == 2, "\(looked)")
    #expect(looked.out.split(separator: "\n").count { $0.contains("of 6 total") } == 2, "\(looked)")
  }

  @Test func `with --drop-labels no label is left, nor what it said`() throws {
    try collect("--drop-labels")
    #expect(words(below: mount.storePath).isEmpty)
  }

  @Test func `with names, the others stay`() throws {
    try collect("--drop-labels=tenant,zone")
    #expect(words(below: mount.storePath) == ["user", "user-of"])
  }

  @Test func `without it a capture is as it was sent`() throws {
    try collect("")
    #expect(words(below: mount.storePath) == ["tenant", "tenant-of", "user", "user-of"])
    #expect(try mount.sums == farm.sums())
  }

  @Test func `the spool has no labels either`() throws {
    try mount.unmount()
    let spool = "\(mount.directory.path)/spool"
    let collector = try mount.collect(
      "--app a \(farm.urls) --duration 1s --interval 2s --drop-labels --spool \(spool)")
    #expect(waitUntil(every: .milliseconds(50)) { files(below: spool).count >= 2 })
    collector.stop()
    #expect(words(below: spool).isEmpty)
  }
}
