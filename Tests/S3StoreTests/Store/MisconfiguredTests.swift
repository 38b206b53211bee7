import ProfileStore
import Testing

@testable import S3Store

/// What a mount is told whose settings are wrong: each its own error, with what to do.
@Suite struct MisconfiguredTests {
  private func message(for answer: HTTPResponse) throws -> String {
    let credentials = CredentialSource(now: { .now }) { () throws(CredentialError) in
      Credentials(accessKey: "AKIDEXAMPLE", secretKey: "wJalrXUtnFEMI")
    }
    let location = try S3Location(
      "s3://bucket?endpoint=http://127.0.0.1:1&region=eu-west-1", settings: AWSSettings([:]))
    let error = #expect(throws: StoreError.self) {
      try S3Store(
        location, credentials: credentials, transport: FakeTransport { _ in answer },
        refresh: .zero)
    }
    let message = try #require(error).message
    #expect(!message.contains("wJalrXUtnFEMI"))
    return message
  }

  private func refusal(
    _ status: Int, _ code: String, headers: [String: String] = [:]
  ) -> HTTPResponse {
    HTTPResponse(
      status: status, headers: headers,
      body: Array("<Error><Code>\(code)</Code><Message>told so</Message></Error>".utf8))
  }

  @Test func `a bucket that isn't there is to be made`() throws {
    #expect(
      try message(for: refusal(404, "NoSuchBucket"))
        == "there is no bucket bucket; make it first")
  }

  @Test func `a bucket of another region says of which`() throws {
    let elsewhere = refusal(
      301, "PermanentRedirect", headers: ["x-amz-bucket-region": "us-east-2"])
    #expect(
      try message(for: elsewhere)
        == "the bucket bucket is in us-east-2, not in eu-west-1; add ?region=us-east-2")
  }

  @Test func `a clock that is wrong is to be set`() throws {
    let skewed = refusal(
      403, "RequestTimeTooSkewed", headers: ["date": "Sat, 12 Oct 2024 09:30:00 GMT"])
    let message = try message(for: skewed)
    #expect(message.contains("this machine's clock differs from the store's"))
    #expect(message.contains("Sat, 12 Oct 2024 09:30:00 GMT"))
  }

  @Test(arguments: ["InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken"])
  func `a key that is wrong is refused, in the server's words`(_ code: String) throws {
    let message = try message(for: refusal(403, code))
    #expect(message == "the credentials are refused: \(code): told so")
  }

  @Test func `a key that may not list is another error`() throws {
    let message = try message(for: refusal(403, "AccessDenied"))
    #expect(message == "the credentials don't allow this: AccessDenied: told so")
  }
}
