import ProfileStore
import Testing

@testable import S3Store

/// Which answers are believed.
@Suite struct AnswerTrustTests {
  private let app = AppPath("sample")!

  private func client(
    _ answer: @escaping FakeTransport.Answer
  ) throws -> S3Client {
    let credentials = CredentialSource(now: { .now }) { () throws(CredentialError) in
      Credentials(accessKey: "key", secretKey: "secret")
    }
    let location = try S3Location(
      "s3://bucket?endpoint=http://127.0.0.1:1", settings: AWSSettings([:]))
    return S3Client(
      location, credentials: credentials, transport: FakeTransport(answer),
      patience: Patience(requestTime: .milliseconds(200), firstPause: .milliseconds(1)))
  }

  private func code(_ body: () throws(S3Error) -> Void) -> S3Error.Code? {
    do throws(S3Error) {
      try body()
      return nil
    } catch {
      return error.code
    }
  }

  @Test func `a 404 that isn't the store's is no missing object`() throws {
    let client = try client { _ throws(TransportError) in
      HTTPResponse(404, "default backend - 404")
    }
    #expect(
      code { () throws(S3Error) in _ = try client.get("key", entityTag: nil) } == .unavailable)
    #expect(
      code { () throws(S3Error) in _ = try client.list("", byDirectory: true) } == .unavailable)
    #expect(
      code { () throws(S3Error) in _ = try client.put("key", [1], if: .absent) } == .unavailable)
  }

  @Test func `a body of which nothing says that it is whole isn't`() throws {
    let wanted = EntityTag("\"tag\"")
    let client = try client { _ throws(TransportError) in
      HTTPResponse(status: 200, headers: ["etag": "\"tag\""], body: [1, 2, 3])
    }
    #expect(
      code { () throws(S3Error) in _ = try client.get("key", entityTag: wanted) } == .unavailable)
  }

  @Test func `an answer of another object isn't taken`() throws {
    let client = try client { _ throws(TransportError) in
      HTTPResponse(
        status: 200, headers: ["etag": "\"other\"", "content-length": "1"], body: [1])
    }
    let wanted = EntityTag("\"tag\"")
    #expect(
      code { () throws(S3Error) in _ = try client.get("key", entityTag: wanted) }
        == .preconditionFailed)
  }

  @Test func `a listing that repeats itself ends with an error`() throws {
    let page = """
      <ListBucketResult><IsTruncated>true</IsTruncated>\
      <NextContinuationToken>again</NextContinuationToken><Contents><Key>a</Key><Size>1</Size>\
      <ETag>"t"</ETag><LastModified>2024-10-12T09:30:00Z</LastModified></Contents></ListBucketResult>
      """
    let client = try client { _ throws(TransportError) in HTTPResponse(200, page) }
    #expect(
      code { () throws(S3Error) in
        try client.pages("", byDirectory: true) { _ in true }
      } == .unavailable)
  }
}
