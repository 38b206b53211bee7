import Testing

@testable import S3Store

/// Where credentials are looked for, and in which order.
@Suite struct CredentialChainTests {
  @Test func `keys of the environment come first`() throws {
    let transport = FakeTransport.unreachable()
    let found = try credentials(
      [
        "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "token",
        "AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "role",
      ], files: ["/home/u/.aws/credentials": sharedKeys], transport)
    #expect(
      found == Credentials(accessKey: "key", secretKey: "secret", sessionToken: "token"))
    #expect(transport.requests.isEmpty)
  }

  @Test func `then a web identity, the files, the container and the instance`() throws {
    var variables = [
      "AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "role",
      "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x",
    ]
    var files = ["/token": "jwt", "/home/u/.aws/credentials": sharedKeys]
    func found() throws -> String {
      try credentials(variables, files: files, FakeTransport(aws)).accessKey
    }
    #expect(try found() == "ofToken")
    variables["AWS_WEB_IDENTITY_TOKEN_FILE"] = nil
    #expect(try found() == "shared")
    files = [:]
    #expect(try found() == "ofContainer")
    variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = nil
    #expect(try found() == "ofInstance")
  }

  @Test func `where there are none, the error says what to do`() {
    let error = failure([:])
    #expect(error?.kind == .missing)
    #expect(error?.message.contains("AWS_ACCESS_KEY_ID") == true)
  }

  @Test(arguments: [
    (["AWS_ACCESS_KEY_ID": "key"], "AWS_SECRET_ACCESS_KEY"),
    (["AWS_SECRET_ACCESS_KEY": "SeCrEt"], "AWS_ACCESS_KEY_ID"),
    (["AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "Se CrEt"], "characters"),
    (["AWS_ACCESS_KEY_ID": "key\r\nx: y", "AWS_SECRET_ACCESS_KEY": "SeCrEt"], "characters"),
    (["AWS_WEB_IDENTITY_TOKEN_FILE": "/token"], "AWS_ROLE_ARN"),
    (["AWS_WEB_IDENTITY_TOKEN_FILE": "/none", "AWS_ROLE_ARN": "role"], "/none"),
    (["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "x"], "begins with a /"),
    (["AWS_EC2_METADATA_SERVICE_ENDPOINT": "x"], "AWS_EC2_METADATA_SERVICE_ENDPOINT"),
  ])
  func `settings that can't be used are an error, not a reason to look elsewhere`(
    variables: [String: String], part: String
  ) {
    let error = failure(variables)
    #expect(error?.kind == .unusable)
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("CrEt") == false)
  }
}
