import ProfileStore
import Testing

@testable import S3Store

/// What operations cost: a window the keys that it holds, a read one GET, a write one PUT.
@Suite struct RequestTests {
  private let app = AppPath("sample")!
  private let day = Day("2024-10-12")!

  private func filled(_ count: Int) throws -> (UnreliableBucket, S3Store) {
    let bucket = UnreliableBucket("requests", faults: 0)
    for number in 0..<count {
      let time = day.start.advanced(byMilliseconds: Int64(number) * 60_000)
      bucket.put("sample/\(CaptureName(time: time))", "capture")
    }
    bucket.put("other/2024-10-12/09-30-00Z.pprof", "capture")
    return (bucket, try S3Store.of(bucket, refresh: .seconds(60)))
  }

  private func cost(
    _ bucket: UnreliableBucket, _ body: () throws -> Void
  ) throws -> [String: Int] {
    let before = bucket.requests
    try body()
    return bucket.requests.reduce(into: [:]) { cost, count in
      let more = count.value - (before[count.key] ?? 0)
      if more > 0 { cost[count.key] = more }
    }
  }

  @Test func `listing is one request for a thousand keys, and none again`() throws {
    let (bucket, store) = try filled(1000)
    _ = try store.days(of: app)
    let window = day.start..<day.end
    let first = try cost(bucket) { _ = try store.captures(of: app, in: window) }
    #expect(first == ["GET": 1])
    let again = try cost(bucket) {
      for capture in try store.captures(of: app, in: window) {
        let status = try store.status(of: .capture(app, capture.name))
        #expect(status == capture.status)
      }
    }
    #expect(again == [:])
  }

  @Test func `a window lists its own days and nothing else`() throws {
    let (bucket, store) = try filled(3000)
    _ = try store.days(of: app)
    let second = day.end..<day.end.advanced(byMilliseconds: 3_600_000)
    var found = [StoredCapture]()
    let cost = try cost(bucket) { found = try store.captures(of: app, in: second) }
    // Its day has 1,440 keys.
    #expect(cost == ["GET": 2])
    #expect(found.count == 60)
  }

  @Test func `who goes through the days one by one is told of a thousand captures at a time`()
    throws
  {
    let bucket = UnreliableBucket("days", faults: 0)
    for number in 0..<5000 {
      // Twenty a day, and an app between.
      let time = day.start.advanced(byMilliseconds: Int64(number) * Timestamp.day / 20)
      bucket.put("sample/\(CaptureName(time: time))", "capture")
    }
    for number in 0..<50 { bucket.put("sample/2024-below/2024-10-12/09-30-0\(number).pprof", "") }
    let store = try S3Store.of(bucket, refresh: .seconds(60))
    let days = try store.days(of: app)
    #expect(days.count == 250)
    let cost = try cost(bucket) {
      for day in days {
        let status = try store.status(of: .day(app, day))
        #expect(status != nil)
        let count = try store.captures(of: app, in: day.start..<day.end).count
        #expect(count == 20, "\(day)")
      }
    }
    // A day alone, then 49 whole ones with each page, one of which shows the app between too.
    #expect(cost == ["GET": 8])
    let old = try S3Store.of(bucket, refresh: .seconds(60))
    #expect(
      try days.allSatisfy { try old.status(of: .day(app, $0)) == store.status(of: .day(app, $0)) })
  }

  @Test func `a read is one GET, and a write one PUT`() throws {
    let (bucket, store) = try filled(10)
    _ = try store.days(of: app)
    let captures = try store.captures(of: app, in: day.start..<day.end)
    let first = try #require(captures.first)
    let read = try cost(bucket) {
      _ = try store.load(.capture(app, first.name), identity: first.status.identity).bytes()
    }
    #expect(read == ["GET": 1])
    let name = CaptureName(time: day.start.advanced(byMilliseconds: 1))
    let write = try cost(bucket) {
      _ = try store.save([1], as: .capture(app, name), expecting: .absent)
    }
    #expect(write == ["PUT": 1])
    let look = try cost(bucket) {
      let count = try store.captures(of: app, in: day.start..<day.end).count
      #expect(count == 11)
    }
    #expect(look == [:])
  }

  @Test func `a write says beforehand what is to come`() throws {
    let transport = FakeTransport { _ throws(TransportError) in
      HTTPResponse(status: 200, headers: ["etag": "\"tag\""], body: [])
    }
    let credentials = CredentialSource(now: { .now }) { () throws(CredentialError) in
      Credentials(accessKey: "key", secretKey: "secret")
    }
    let location = try S3Location(
      "s3://bucket?endpoint=http://127.0.0.1:1", settings: AWSSettings([:]))
    let client = S3Client(location, credentials: credentials, transport: transport)
    _ = try client.put("key", Array("capture".utf8), if: .absent)
    // printf capture | openssl md5 -binary | base64
    #expect(transport.requests.map { $0.header("content-md5") } == ["17qbv9pCuWV/FO4373YVCw=="])
  }

  @Test func `a hundred captures are fetched at once`() throws {
    let (bucket, store) = try filled(100)
    let captures = try store.captures(of: app, in: day.start..<day.end)
    let contents = captures.map {
      (file: StoreFile.capture(app, $0.name), status: $0.status)
    }
    let cost = try cost(bucket) {
      let ahead = store.prefetch(contents)
      for content in contents {
        let size = try store.load(content.file, identity: content.status.identity).size
        #expect(size == 7)
      }
      withExtendedLifetime(ahead) {}
    }
    #expect(cost == ["GET": 100])
  }
}
