import ProfileStore
import Synchronization
import TestSupport
import Testing
import Threads

@testable import S3Store

/// What is too large for one request is put in parts, and to others it is one write all the same.
@Suite struct MultipartTests {
  private let app = AppPath("sample")!

  private func file(_ number: Int = 0) -> StoreFile {
    let time = Timestamp(milliseconds: 1_728_700_000_000 + Int64(number) * 60_000)
    return .capture(app, CaptureName(time: time))
  }

  private func bytes(_ count: Int, _ seed: Int = 0) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ seed) }
  }

  // In parts of 40 bytes from 101 bytes on.
  private func filled(_ bucket: UnreliableBucket) throws -> S3Store {
    let store = try S3Store.of(
      bucket, refresh: .seconds(60), partition: Partition(wholeBytes: 100, partBytes: 40))
    try store.make(.app(app))
    try store.make(.day(app, Day("2024-10-12")!))
    return store
  }

  private static let isCompletion: @Sendable (HTTPRequest) -> Bool = { request in
    request.method == "POST" && request.query.contains { $0.name == "uploadId" }
  }

  private func error(_ code: String) -> String {
    "\n  <Error><Code>\(code)</Code><Message>words</Message></Error>"
  }

  @Test(arguments: [(100, 0, 1), (101, 2, 3), (120, 2, 3), (121, 2, 4), (399, 2, 10)])
  func `up to a limit an object is one request, and from there on its parts and two more`(
    _ size: Int, _ posts: Int, _ puts: Int
  ) throws {
    let bucket = UnreliableBucket("parts", faults: 0)
    let store = try filled(bucket)
    let before = bucket.requests
    let status = try store.save(bytes(size), as: file(), expecting: .absent)
    #expect((bucket.requests["POST"] ?? 0) - (before["POST"] ?? 0) == posts)
    #expect((bucket.requests["PUT"] ?? 0) - (before["PUT"] ?? 0) == puts)
    #expect(bucket.objects["\(file())"]?.bytes == bytes(size))
    #expect(bucket.uploads.isEmpty)
    #expect(try store.load(file(), identity: status.identity).bytes() == bytes(size))
  }

  @Test func `a name that is taken stays as it is, and no part is left behind`() throws {
    let bucket = UnreliableBucket("taken by parts", faults: 0)
    let store = try filled(bucket)
    let first = try store.save(bytes(200), as: file(), expecting: .absent)
    let error = #expect(throws: StoreError.self) {
      try store.save(bytes(200, 1), as: file(), expecting: .absent)
    }
    #expect(error?.code == .alreadyExists)
    #expect(bucket.uploads.isEmpty)
    let second = try store.save(bytes(300, 2), as: file(), expecting: .identity(first.identity))
    #expect(throws: StoreError.self) {
      try store.save(bytes(200, 3), as: file(), expecting: .identity(first.identity))
    }
    #expect(try store.load(file(), identity: second.identity).bytes() == bytes(300, 2))
    #expect(bucket.uploads.isEmpty)
  }

  @Test func `whatever fails, what is acknowledged is there, and nothing is torn`() throws {
    let bucket = UnreliableBucket("faults in parts", faults: 0)
    let store = try filled(bucket)
    bucket.fail(20)
    let wrong = Mutex<[String]>([])
    let acknowledged = Mutex<Set<Int>>([])
    ThreadGroup.run(count: 80, threads: 8) { number in
      do throws(StoreError) {
        _ = try store.save(bytes(250, number), as: file(number), expecting: .absent)
        acknowledged.withLock { _ = $0.insert(number) }
      } catch {
        if error.code != .timedOut, error.code != .unavailable {
          wrong.withLock { $0.append("\(number): \(error)") }
        }
      }
    }
    bucket.fail(0)
    #expect(wrong.withLock { $0 } == [])
    #expect(acknowledged.withLock { $0.count } > 40)
    for number in 0..<80 {
      let object = bucket.objects["\(file(number))"]
      let isExpected = acknowledged.withLock { $0.contains(number) }
      #expect(object?.bytes == bytes(250, number) || object == nil && !isExpected, "\(number)")
    }
  }

  @Test(arguments: [
    HTTPResponse(500, "a proxy's page"),
    HTTPResponse(200, "<Error><Code>InternalError</Code><Message>x</Message></Error>"),
    HTTPResponse(200, "<Error><Code>SlowDown</Code><Message>x</Message></Error>"),
  ])
  func `a completion that fails is tried again, also where a status of 200 came before`(
    _ answer: HTTPResponse
  ) throws {
    let bucket = UnreliableBucket("completion", faults: 0)
    let store = try filled(bucket)
    bucket.answerNext(MultipartTests.isCompletion, with: answer)
    let before = bucket.requests["POST"] ?? 0
    _ = try store.save(bytes(200), as: file(), expecting: .absent)
    #expect(bucket.objects["\(file())"]?.bytes == bytes(200))
    #expect((bucket.requests["POST"] ?? 0) - before == 3)
  }

  @Test(arguments: [
    (409, "ConditionalRequestConflict"), (200, "ConditionalRequestConflict"), (404, "NoSuchUpload"),
  ])
  func `a completion that another write came between begins anew`(
    _ status: Int, _ code: String
  ) throws {
    let bucket = UnreliableBucket("conflict", faults: 0)
    let store = try filled(bucket)
    bucket.answerNext(MultipartTests.isCompletion, with: HTTPResponse(status, error(code)))
    let before = bucket.requests
    _ = try store.save(bytes(200), as: file(), expecting: .absent)
    #expect(bucket.objects["\(file())"]?.bytes == bytes(200))
    #expect((bucket.requests["POST"] ?? 0) - (before["POST"] ?? 0) == 4)
    #expect(bucket.uploads.isEmpty)
  }

  @Test func `a refusal that comes late is one`() throws {
    let bucket = UnreliableBucket("late", faults: 0)
    let store = try filled(bucket)
    bucket.answerNext(
      MultipartTests.isCompletion, with: HTTPResponse(200, error("PreconditionFailed")))
    let failure = #expect(throws: StoreError.self) {
      try store.save(bytes(200), as: file(), expecting: .absent)
    }
    #expect(failure?.code == .alreadyExists)
    #expect(bucket.objects["\(file())"] == nil && bucket.uploads.isEmpty)
  }

  @Test(arguments: ["", "<CompleteMultipartUploadResult><ETag>\"x", "<html>welcome</html>"])
  func `an answer that doesn't say that it is stored isn't taken for one`(_ body: String) throws {
    let bucket = UnreliableBucket("torn completion", faults: 0)
    let store = try filled(bucket)
    bucket.answerNext(MultipartTests.isCompletion, with: HTTPResponse(200, body))
    let failure = #expect(throws: StoreError.self) {
      try store.save(bytes(200), as: file(), expecting: .absent)
    }
    #expect(failure?.code == .unavailable)
    #expect(bucket.objects["\(file())"] == nil)
  }

  @Test func `a part that isn't accepted ends the upload, and it is taken back`() throws {
    let bucket = UnreliableBucket("denied part", faults: 0)
    let store = try filled(bucket)
    bucket.answerNext(
      { request in request.query.contains { $0.name == "partNumber" && $0.value == "2" } },
      with: HTTPResponse(403, error("AccessDenied")))
    let failure = #expect(throws: StoreError.self) {
      try store.save(bytes(200), as: file(), expecting: .absent)
    }
    #expect(failure?.code == .accessDenied)
    #expect(bucket.objects["\(file())"] == nil && bucket.uploads.isEmpty)
  }
}
