import ProfileStore
import Testing

@testable import S3Store

/// Roles for the token of a web identity.
@Suite struct WebIdentityTests {
  private let variables = [
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "arn:aws:iam::1:role/x",
  ]

  @Test func `the region's service is asked, without a signature`() throws {
    let transport = FakeTransport(aws)
    let found = try credentials(variables, files: ["/token": "jwt+/=\n"], transport)
    #expect(
      found
        == Credentials(
          accessKey: "ofToken", secretKey: "secret", sessionToken: "token",
          expiration: Timestamp(iso8601: "2024-10-12T13:00:00Z")))
    let request = try #require(transport.requests.first)
    #expect("\(request.scheme)://\(request.authority)" == "https://sts.eu-west-1.amazonaws.com")
    #expect(request.header("authorization") == nil)
    #expect(
      request.text == """
        Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fx\
        &RoleSessionName=pgofs&WebIdentityToken=jwt%2B%2F%3D
        """)
  }

  @Test(arguments: [
    (["AWS_ENDPOINT_URL": "http://a"], "http://a"),
    (["AWS_ENDPOINT_URL": "http://a", "AWS_ENDPOINT_URL_STS": "http://b:9"], "http://b:9"),
    ([:], "https://sts.eu-west-1.amazonaws.com"),
  ])
  func `the settings may name another service`(
    endpoint: [String: String], expected: String
  ) throws {
    let transport = FakeTransport(aws)
    let variables = variables.merging(endpoint) { _, new in new }
    _ = try credentials(variables, files: ["/token": "jwt"], transport)
    let request = try #require(transport.requests.first)
    #expect("\(request.scheme)://\(request.authority)" == expected)
  }

  @Test func `a refusal is told in the service's words, but for the token`() {
    func error(_ status: Int, _ code: String, _ message: String) -> CredentialError? {
      let body = """
        <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>\
        <Code>\(code)</Code><Message>\(message)</Message></Error><RequestId>r</RequestId>\
        </ErrorResponse>
        """
      return failure(
        variables, files: ["/token": "jwt"], FakeTransport { _ in HTTPResponse(status, body) })
    }
    let denied = error(403, "AccessDenied", "Not authorized")
    #expect(denied?.kind == .refused)
    #expect(denied?.message.contains("arn:aws:iam::1:role/x") == true)
    #expect(denied?.message.hasSuffix("AccessDenied: Not authorized") == true)
    #expect(error(400, "IDPCommunicationError", "x")?.kind == .unavailable)
    #expect(error(503, "ServiceUnavailable", "x")?.kind == .unavailable)
    #expect(error(400, "InvalidIdentityToken", "no jwt here")?.message.contains("jwt") == false)
  }

  @Test func `no answer, or one that isn't understood, may be better later`() {
    #expect(failure(variables, files: ["/token": "jwt"])?.kind == .unavailable)
    for body in ["", "<html>", "<AssumeRoleWithWebIdentityResponse/>"] {
      let transport = FakeTransport { _ in HTTPResponse(200, body) }
      #expect(failure(variables, files: ["/token": "jwt"], transport)?.kind == .unavailable)
    }
    let proxy = FakeTransport { _ in HTTPResponse(502, "<html>") }
    #expect(failure(variables, files: ["/token": "jwt"], proxy)?.kind == .unavailable)
  }

  @Test(arguments: ["", "\n", "a\nb", "ü"])
  func `a token file has one line`(text: String) {
    #expect(failure(variables, files: ["/token": text])?.kind == .unusable)
  }
}
