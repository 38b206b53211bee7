import TestSupport
import Testing

/// A bucket is written without a mount, and holds what a mount of it would.
@Suite(.ownThread) struct BucketTests {
  private let file = "shop/2024-10-12/09-00-00.250Z_pod-1.pprof"
  private let one = Corpus.service.files[0]
  private let other = Corpus.service.files[1]

  /// A spool with one file in it, as a collector has left it.
  private func spool(_ file: String, of corpus: String, in bucket: CollectedBucket) throws -> String
  {
    let path = bucket.path("spool")
    let made = shell(
      """
      mkdir -p $S/shop/2024-10-12 && touch $S/.pgocollect-spool && cp \(corpus) $S/\(file)
      """, environment: ["S": path])
    try #require(made.status == 0, "\(made)")
    return path
  }

  private func sum(_ path: String) -> String { String(shell("sha256sum \(path)").out.prefix(64)) }

  @Test func `captures are stored byte for byte, under apps that are made, and named in the log`()
    throws
  {
    let bucket = try CollectedBucket()
    let farm = try Farm(2)
    let collector = try bucket.collect("--app prod/api \(farm.urls) --duration 1s --once")
    let log = collector.expectEnd(status: 0)
    let captures = try bucket.captures()
    #expect(try captures.values.sorted() == farm.sums())
    #expect(log.stored.map { $0["file"] }.sorted() == captures.keys.sorted(), "\(log)")
    #expect(captures.keys.allSatisfy { $0.hasPrefix("prod/api/2") })
    #expect(log.says("captures go to s3://profiles/", bucket.relay.address), "\(log)")
    #expect(!collector.output.contains(SeaweedFS.secretKey), "\(collector.output)")
    #expect(!collector.output.contains(SeaweedFS.accessKey), "\(collector.output)")
  }

  @Test(arguments: [true, false])
  func `what a mount and a collector write is the same capture`(_ isMountFirst: Bool) throws {
    let bucket = try CollectedBucket()
    let farm = try Farm()
    let mount = try ProfileMount(of: bucket)
    for isMount in [isMountFirst, !isMountFirst] {
      let spool = try spool(file, of: one, in: bucket)
      let arguments = "--app a \(farm.urls) --duration 1s --once --spool \(spool)"
      let collector = isMount ? try mount.collect(arguments) : try bucket.collect(arguments)
      let log = collector.expectEnd(status: 0)
      #expect(log.stored.count { $0["file"] == file } == 1, "\(log)")
      #expect(files(below: spool).isEmpty)
    }
    let captures = try bucket.captures()
    #expect(captures.keys.filter { $0.hasPrefix("shop/") } == [file])
    #expect(captures[file] == sum(one))
    #expect(captures.count == 3)
  }

  @Test func `a name that is there with other bytes is left alone, and both are kept`() throws {
    let bucket = try CollectedBucket()
    let farm = try Farm()
    for corpus in [other, one, one] {
      let spool = try spool(file, of: corpus, in: bucket)
      try bucket.collect("--app a \(farm.urls) --duration 1s --once --spool \(spool)")
        .expectEnd(status: 0)
    }
    let captures = try bucket.captures().filter { $0.key.hasPrefix("shop/") }
    #expect(
      captures == [file: sum(other), "shop/2024-10-12/09-00-00.250Z_pod-1-2.pprof": sum(one)])
  }

  @Test func `what a mount would refuse is set aside in the spool, and named`() throws {
    let bucket = try CollectedBucket()
    let farm = try Farm()
    let spool = try spool(file, of: "/etc/passwd", in: bucket)
    let log = try bucket.collect("--app a \(farm.urls) --duration 1s --once --spool \(spool)")
      .expectEnd(status: 2)
    #expect(log.refused.map { $0["file"] } == [file], "\(log)")
    #expect(files(below: spool) == ["\(file).refused"])
    #expect(try bucket.captures().keys.allSatisfy { $0.hasPrefix("a/") })
  }

  @Test func `a key that may list and write is enough, and repeats nothing`() throws {
    let bucket = try CollectedBucket(.collector)
    let farm = try Farm()
    for _ in 0..<2 {
      let spool = try spool(file, of: one, in: bucket)
      let collector = try bucket.collect(
        "--app deep/in/here \(farm.urls) --duration 1s --once --spool \(spool)")
      collector.expectEnd(status: 0)
      #expect(files(below: spool).isEmpty, "\(collector.output)")
    }
    let captures = try bucket.captures()
    #expect(captures.keys.filter { $0.hasPrefix("shop/") } == [file])
    #expect(try captures.values.filter { $0 != sum(one) }.sorted() == farm.sums())
  }
}
