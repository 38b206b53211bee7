import ProfileStore
import Testing

@testable import S3Store

/// Credentials of the agents of containers and instances.
@Suite struct AgentCredentialsTests {
  @Test func `the container's agent is asked by the relative address`() throws {
    let transport = FakeTransport(aws)
    let found = try credentials(["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x"], transport)
    #expect(
      found
        == Credentials(
          accessKey: "ofContainer", secretKey: "secret", sessionToken: "token",
          expiration: Timestamp(iso8601: "2024-10-12T13:00:00Z")))
    let request = try #require(transport.requests.first)
    #expect(request.scheme == "http" && request.authority == "169.254.170.2")
    #expect(request.path == "/v2/x")
    #expect(request.header("authorization") == nil)
  }

  @Test(arguments: [
    ("https://example.com/x", true), ("http://169.254.170.23/v1/credentials", true),
    ("http://[fd00:ec2::23]/v1/credentials", true), ("http://127.0.0.1:8080", true),
    ("http://127.9.9.9/x", true), ("http://localhost:8080/x", true), ("http://[::1]:1/x", true),
    ("http://example.com/x", false), ("http://127.0.0.1.example.com/x", false),
    ("http://169.254.170.3/x", false), ("http://127.0.0/x", false), ("ftp://localhost/x", false),
    ("http://localhost/a b", false), ("http://u:p@localhost/x", false),
  ])
  func `without TLS only what is near is asked`(uri: String, isAsked: Bool) {
    let transport = FakeTransport(aws)
    let variables = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": uri]
    if isAsked {
      #expect((try? credentials(variables, transport).accessKey) == "ofContainer")
    } else {
      #expect(failure(variables, transport)?.kind == .unusable)
      #expect(transport.requests.isEmpty)
    }
  }

  @Test func `the agent's token is sent, the file's before the variable's`() throws {
    var variables = [
      "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials",
      "AWS_CONTAINER_AUTHORIZATION_TOKEN": "of variable",
    ]
    let transport = FakeTransport(aws)
    _ = try credentials(variables, transport)
    variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = "/token"
    _ = try credentials(variables, files: ["/token": "of file\n"], transport)
    #expect(transport.requests.map { $0.header("authorization") } == ["of variable", "of file"])
    variables["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = nil
    variables["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "a\r\nb"
    #expect(failure(variables, transport)?.kind == .unusable)
  }

  @Test(arguments: [
    (200, "", CredentialError.Kind.unavailable), (200, "{}", .unavailable),
    (200, #"{"AccessKeyId":"a","SecretAccessKey":"SeCrEt","Expiration":"soon"}"#, .unavailable),
    (404, "", .refused), (500, "", .unavailable), (429, "", .unavailable),
  ])
  func `an agent that gives none says why`(status: Int, body: String, kind: CredentialError.Kind) {
    let error = failure(
      ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/x"],
      FakeTransport { _ in HTTPResponse(status, body) })
    #expect(error?.kind == kind)
    #expect(error?.message.contains("SeCrEt") == false)
  }

  @Test func `the instance is asked with a token, first for its role`() throws {
    let transport = FakeTransport(aws)
    #expect(try credentials([:], transport).accessKey == "ofInstance")
    let requests = transport.requests
    #expect(
      requests.map { "\($0.method) \($0.scheme)://\($0.authority)\($0.path)" } == [
        "PUT http://169.254.169.254/latest/api/token",
        "GET http://169.254.169.254/latest/meta-data/iam/security-credentials/",
        "GET http://169.254.169.254/latest/meta-data/iam/security-credentials/role",
      ])
    #expect(requests[0].header("x-aws-ec2-metadata-token-ttl-seconds") == "21600")
    #expect(requests[2].header("x-aws-ec2-metadata-token") == "imds")
  }

  @Test func `the instance may be elsewhere, or not be asked at all`() throws {
    var transport = FakeTransport(aws)
    _ = try credentials(["AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1338/"], transport)
    #expect(transport.requests.allSatisfy { $0.authority == "127.0.0.1:1338" })
    transport = FakeTransport(aws)
    _ = try credentials(["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv6"], transport)
    #expect(transport.requests.allSatisfy { $0.authority == "[fd00:ec2::254]" })
    transport = FakeTransport(aws)
    #expect(failure(["AWS_EC2_METADATA_DISABLED": "TRUE"], transport)?.kind == .missing)
    #expect(transport.requests.isEmpty)
  }

  @Test func `a machine that is no instance, or has no role, has no credentials`() {
    let nobody = FakeTransport.unreachable()
    #expect(failure([:], nobody)?.kind == .missing)
    #expect(nobody.requests.count == 2)
    #expect(failure([:], FakeTransport { _ in HTTPResponse(403) })?.kind == .missing)
    let roleless = FakeTransport { request in
      request.method == "PUT" ? HTTPResponse(200, "imds") : HTTPResponse(404)
    }
    #expect(failure([:], roleless)?.kind == .missing)
  }

  @Test func `an instance whose service fails may be better later`() {
    let failing = FakeTransport { request in
      request.method == "PUT" ? HTTPResponse(200, "imds") : HTTPResponse(500)
    }
    #expect(failure([:], failing)?.kind == .unavailable)
  }
}
