import Maintenance
import ProfileStore
import Synchronization
import Testing

@testable import S3Store

/// A bucket that stops to answer is shown as it was, but not called good, nor pruned by what it was.
@Suite struct SilentCheckTests {
  /// A bucket that answers so many requests and no more.
  private final class Silenced: HTTPTransport {
    private let bucket: UnreliableBucket
    private let left: Atomic<Int>

    init(_ bucket: UnreliableBucket, after requests: Int) {
      self.bucket = bucket
      left = Atomic(requests)
    }

    func send(
      _ request: HTTPRequest, within time: Duration
    ) throws(TransportError) -> HTTPResponse {
      guard left.subtract(1, ordering: .relaxed).newValue >= 0 else { throw .nobody }
      return try bucket.send(request, within: time)
    }
  }

  private func store(_ bucket: UnreliableBucket, requests: Int) throws -> S3Store {
    let credentials = CredentialSource(now: { .now }) { () throws(CredentialError) in
      Credentials(accessKey: "key", secretKey: "secret")
    }
    let location = try S3Location(
      "s3://bucket?endpoint=http://127.0.0.1:1", settings: AWSSettings([:]))
    return try S3Store(
      location, credentials: credentials, transport: Silenced(bucket, after: requests),
      refresh: .zero, patience: Patience(requestTime: .milliseconds(20)))
  }

  @Test func `whenever a bucket falls silent, a check of it is an error`() throws {
    let bucket = UnreliableBucket("check", faults: 0)
    for key in ["a/2024-10-12/09-30-00Z.pprof", "a/b/2024-10-12/09-30-00Z.pprof"] {
      bucket.put(key, "no profile")
      bucket.put("c/\(key)", "no profile")
    }
    var requests = 1
    while true {
      let store = try store(bucket, requests: requests)
      if let report = try? Check(store).run() {
        #expect(report.bad + report.unreadable == 4)
        if report.unreadable == 0 { break }
      }
      requests += 1
    }
    #expect(requests > 8)
  }
}
