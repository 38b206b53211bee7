import Glibc
import TestSupport
import Testing

/// A bucket that doesn't answer costs no capture, and what is wrong with it is said.
@Suite(.ownThread) struct BucketFaultTests {
  @Test func `a bucket that is down at first, and goes away meanwhile, is waited for`() throws {
    let bucket = try CollectedBucket()
    let farm = try Farm(2)
    try bucket.relay.cut()
    let collector = try bucket.collect("--app a \(farm.urls) --duration 1s --interval 2s")
    collector.expect(within: .seconds(60)) { $0.says("s3://profiles/", "refused") }
    farm.expect { $0.whole >= 4 }
    try bucket.relay.mend()
    collector.expect(within: .seconds(60)) { $0.stored.count >= 6 }
    try bucket.relay.cut()
    collector.expect(within: .seconds(60)) { !$0.notWritten.isEmpty }
    let before = collector.log.stored.count
    try bucket.relay.mend()
    collector.expect(within: .seconds(60)) { $0.stored.count > before + 6 }
    try bucket.expectOnce(farm) { #expect(collector.stop().lost.isEmpty) }
  }

  @Test func `what was captured without a bucket outlives kill -9 and is there once`() throws {
    let bucket = try CollectedBucket()
    let farm = try Farm(3)
    let spool = bucket.path("spool")
    let arguments = "--app a \(farm.urls) --duration 1s --interval 2s --spool \(spool)"
    let first = try bucket.collect(arguments)
    first.expect { $0.stored.count >= 3 }
    try bucket.relay.cut()
    #expect(waitUntil(every: .milliseconds(50)) { files(below: spool).count >= 6 })
    first.kill()
    let kept = sumsOfFiles(below: spool)
    try bucket.relay.mend()
    let second = try bucket.collect(arguments)
    #expect(waitUntil(every: .milliseconds(100)) { second.log.stored.count > kept.count })
    try bucket.expectOnce(farm) { second.stop() }
    #expect(files(below: spool).isEmpty)
    #expect(try Set(bucket.captures().values).isSuperset(of: kept))
  }

  @Test func `two collectors write one bucket at once, under the same names`() throws {
    let bucket = try CollectedBucket()
    let farms = [try Farm(), try Farm()]
    let collectors = try farms.map { farm in
      try bucket.collect("--app new/app --source pod \(farm.urls) --duration 1s --interval 2s")
    }
    for collector in collectors { collector.expect { $0.stored.count >= 5 } }
    try bucket.expectOnce(farms[0], farms[1]) {
      for collector in collectors { #expect(collector.stop().lost.isEmpty) }
    }
  }

  @Test(arguments: [
    ("s3://nobodys-bucket/prod", SeaweedFS.secretKey, "there is no bucket nobodys-bucket"),
    ("s3://profiles/prod", "opensesame", "the credentials are refused"),
  ])
  func `what is wrong with the settings is said at once, and --once disturbs nobody`(
    _ location: String, _ secret: String, _ words: String
  ) throws {
    let farm = try Farm()
    let spool = TemporaryDirectory()
    let environment = [
      "AWS_ACCESS_KEY_ID": SeaweedFS.accessKey, "AWS_SECRET_ACCESS_KEY": secret,
      "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL_S3": SeaweedFS.shared.endpoint,
      "HOME": spool.path,
    ]
    let arguments = "--to \(location) --app a \(farm.urls) --duration 1s --spool \(spool.path)/s"
    let once = try CollectorProgram("\(arguments) --once", environment: environment)
    let log = once.expectEnd(status: 2)
    #expect(log.says(location, words), "\(log)")
    #expect(farm.totals.requests == 0)
    // A service goes on: somebody may be mending it.
    let service = try CollectorProgram("\(arguments) --interval 2s", environment: environment)
    service.expect { $0.says(location, words) && !$0.notWritten.isEmpty }
    #expect(waitUntil(every: .milliseconds(50)) { files(below: "\(spool.path)/s").count >= 2 })
    service.stop()
    for program in [once, service] {
      #expect(!program.output.contains("opensesame"), "\(program.output)")
      #expect(!program.output.contains(SeaweedFS.accessKey), "\(program.output)")
    }
  }
}
