import Glibc
import TestSupport
import Testing

/// A collector that ended between writing a capture and letting go of it writes it again.
@Suite(.ownThread) struct WrittenTwiceTests {
  private let mount: ProfileMount
  private let farm: Farm
  private let spool: String

  init() throws {
    mount = try ProfileMount()
    farm = try Farm()
    spool = mount.directory.directory("spool")
    // What a collector has left of a spool.
    try write("", to: "\(spool)/.pgocollect-spool")
  }

  /// Has a collector find this in its spool and write it, beside the captures of its own.
  private func writeSpooled(
    _ file: String, of corpus: String, to destination: String
  ) throws -> Log {
    let made = shell(
      """
      mkdir -p \(spool)/shop/2024-10-12 && cp \(corpus) \(spool)/\(file)
      """)
    try #require(made.status == 0, "\(made)")
    let collector = try CollectorProgram(
      "\(destination) --spool \(spool) --app a \(farm.urls) --duration 1s --interval 2s",
      with: mount)
    collector.expect { !$0.stored.isEmpty }
    #expect(waitUntil(every: .milliseconds(50)) { files(below: spool).isEmpty })
    return collector.stop()
  }

  private func seed(_ directory: String, _ file: String, with corpus: String) throws {
    let made = shell(
      """
      mkdir -p \(directory)/shop/2024-10-12 && cp \(corpus) \(directory)/\(file)
      """)
    try #require(made.status == 0, "\(made)")
  }

  private let file = "shop/2024-10-12/09-00-00.250Z_pod-1.pprof"
  private let one = Corpus.service.files[0]
  private let other = Corpus.service.files[1]

  @Test(arguments: [true, false])
  func `a name that is there with the same bytes is the same capture`(_ isMount: Bool) throws {
    let plain = mount.directory.directory("plain")
    let tree = isMount ? mount.storePath : plain
    try seed(isMount ? mount.path : plain, file, with: one)
    let log = try writeSpooled(
      file, of: one, to: isMount ? "--to \(mount.path)" : "--plain-dir \(plain)")
    #expect(log.lost.isEmpty, "\(log)")
    #expect(files(below: "\(tree)/shop") == ["2024-10-12/09-00-00.250Z_pod-1.pprof"])
    #expect(contents(of: "\(tree)/\(file)") == contents(of: one))
  }

  @Test(arguments: [true, false])
  func `a name that is there with other bytes is left alone, and both are kept`(
    _ isMount: Bool
  ) throws {
    let plain = mount.directory.directory("plain")
    let tree = isMount ? mount.storePath : plain
    try seed(isMount ? mount.path : plain, file, with: other)
    let log = try writeSpooled(
      file, of: one, to: isMount ? "--to \(mount.path)" : "--plain-dir \(plain)")
    #expect(log.lost.isEmpty, "\(log)")
    let names = files(below: "\(tree)/shop/2024-10-12")
    #expect(names.count == 2 && names.contains("09-00-00.250Z_pod-1.pprof"), "\(names)")
    #expect(contents(of: "\(tree)/\(file)") == contents(of: other))
    let beside = try #require(names.first { $0 != "09-00-00.250Z_pod-1.pprof" })
    #expect(beside.hasPrefix("09-00-00.250Z_pod-1"), "\(names)")
    #expect(contents(of: "\(tree)/shop/2024-10-12/\(beside)") == contents(of: one))
  }

  @Test func `what a mount refuses for good is set aside in the spool, and named`() throws {
    let made = shell("mkdir -p \(spool)/shop/2024-10-12 && cp /etc/passwd \(spool)/\(file)")
    try #require(made.status == 0, "\(made)")
    let arguments = "--spool \(spool) --app a \(farm.urls) --duration 1s --once"
    let log = try mount.collect(arguments).expectEnd(status: 2)
    #expect(log.refused.map { $0["file"] } == [file], "\(log)")
    #expect(files(below: spool) == ["\(file).refused"])
    // It isn't tried again.
    try mount.collect(arguments).expectEnd(status: 0)
    #expect(files(below: spool) == ["\(file).refused"])
    #expect(mount.captures.count == 2 && mount.captures.allSatisfy { $0.hasPrefix("a/") })
  }
}
