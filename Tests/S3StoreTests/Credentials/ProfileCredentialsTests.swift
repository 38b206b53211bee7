import Testing

@testable import S3Store

/// Credentials in the files of `~/.aws`.
@Suite struct ProfileCredentialsTests {
  @Test func `the profile in use counts`() throws {
    let files = [
      "/home/u/.aws/credentials": """
      [default]
      aws_access_key_id = shared
      aws_secret_access_key = secret
      [lab]
      aws_access_key_id = lab
      aws_secret_access_key = secret
      aws_session_token = token
      """
    ]
    #expect(try credentials(files: files).accessKey == "shared")
    let lab = try credentials(["AWS_PROFILE": "lab"], files: files)
    #expect(lab == Credentials(accessKey: "lab", secretKey: "secret", sessionToken: "token"))
    #expect(try credentials(["AWS_DEFAULT_PROFILE": "lab"], files: files).accessKey == "lab")
    #expect(failure(["AWS_PROFILE": "none"], files: files)?.message.contains("“none”") == true)
  }

  @Test func `a profile without credentials lets others have theirs`() throws {
    let files = ["/home/u/.aws/config": "[default]\nregion = eu-west-1\n"]
    #expect(try credentials(files: files, FakeTransport(aws)).accessKey == "ofInstance")
  }

  @Test func `a role is taken on with another profile's keys`() throws {
    let files = [
      "/home/u/.aws/credentials": sharedKeys,
      "/home/u/.aws/config": """
      [profile build]
      role_arn = arn:1
      source_profile = middle
      external_id = ext
      duration_seconds = 900
      role_session_name = me
      [profile middle]
      role_arn = arn:0
      source_profile = default
      """,
    ]
    let transport = FakeTransport(aws)
    let found = try credentials(["AWS_PROFILE": "build"], files: files, transport)
    #expect(found.accessKey == "ofRole")
    let requests = transport.requests
    #expect(
      requests.map(\.text) == [
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3A0&RoleSessionName=pgofs",
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3A1&RoleSessionName=me&ExternalId=ext"
          + "&DurationSeconds=900",
      ])
    #expect(requests[0].header("authorization")?.contains("Credential=shared/") == true)
    #expect(requests[1].header("authorization")?.contains("Credential=ofRole/") == true)
    #expect(requests[1].header("authorization")?.contains("/eu-west-1/sts/") == true)
    #expect(requests[1].header("x-amz-security-token") == "token")
  }

  @Test(arguments: [
    ("Environment", "envKey"), ("EcsContainer", "ofContainer"),
    ("Ec2InstanceMetadata", "ofInstance"),
  ])
  func `a role is taken on with credentials from elsewhere`(source: String, key: String) throws {
    let config = "[default]\nrole_arn = arn:1\ncredential_source = \(source)\n"
    let settings = AWSSettings(
      [
        "AWS_ACCESS_KEY_ID": "envKey", "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/v2/x",
      ], files: ["/home/u/.aws/config": config])
    let transport = FakeTransport(aws)
    let provider = ProfileCredentials(context(settings, transport))
    #expect(try provider.credentials()?.accessKey == "ofRole")
    let signature = transport.requests.last?.header("authorization")
    #expect(signature?.contains("Credential=\(key)/") == true)
  }

  @Test func `a profile's keys may take on its own role`() throws {
    let files = [
      "/home/u/.aws/credentials": sharedKeys,
      "/home/u/.aws/config": "[default]\nrole_arn = arn:1\nsource_profile = default\n",
    ]
    #expect(try credentials(files: files, FakeTransport(aws)).accessKey == "ofRole")
  }

  @Test func `a profile may name a web identity`() throws {
    let files = [
      "/token": "jwt",
      "/home/u/.aws/config": "[default]\nrole_arn = arn:1\nweb_identity_token_file = /token\n",
    ]
    #expect(try credentials(files: files, FakeTransport(aws)).accessKey == "ofToken")
  }

  @Test(arguments: [
    ("credential_process = /bin/SeCrEt", "credential_process"), ("sso_session = x", "sso_session"),
    ("sso_start_url = x", "sso_start_url"), ("aws_access_key_id = x", "aws_secret_access_key"),
    ("aws_secret_access_key = SeCrEt", "aws_access_key_id"), ("role_arn = x", "source_profile"),
    ("role_arn = x\nsource_profile = none", "“none”"),
    ("role_arn = x\nsource_profile = empty", "no credentials"),
    ("role_arn = x\nsource_profile = other", "leads back"),
    ("role_arn = x\nsource_profile = default", "no credentials"),
    ("role_arn = x\nmfa_serial = y\nsource_profile = other", "mfa_serial"),
    ("role_arn = x\ncredential_source = Moon", "credential_source"),
  ])
  func `what isn't supported or leads nowhere is named`(text: String, part: String) {
    let config = """
      [default]
      \(text)
      [profile empty]
      region = x
      [profile other]
      role_arn = y
      source_profile = default
      """
    let error = failure(files: ["/home/u/.aws/config": config])
    #expect(error?.kind == .unusable)
    #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("SeCrEt") == false)
  }

  @Test func `a file that can't be read is an error`() {
    let error = failure(files: ["/home/u/.aws/credentials": "SeCrEt"])
    #expect(error?.kind == .unusable)
    #expect(error?.message.hasPrefix("/home/u/.aws/credentials: line 1: ") == true)
  }
}
