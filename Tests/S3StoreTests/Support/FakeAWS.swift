import ProfileStore

@testable import S3Store

/// A file with the keys `shared` and `secret`.
let sharedKeys = """
  [default]
  aws_access_key_id = shared
  aws_secret_access_key = secret
  """

/// What finds credentials works with these settings at noon.
func context(_ settings: AWSSettings, _ transport: FakeTransport) -> CredentialContext {
  CredentialContext(
    settings: settings, region: "eu-west-1", transport: transport,
    now: { Timestamp(iso8601: "2024-10-12T12:00:00Z")! })
}

/// The credentials that the chain finds.
func credentials(
  _ variables: [String: String] = [:], files: [String: String] = [:],
  _ transport: FakeTransport = .unreachable()
) throws(CredentialError) -> Credentials {
  try CredentialChain(context(AWSSettings(variables, files: files), transport)).credentials()
}

/// Why it finds none; nil where it does.
func failure(
  _ variables: [String: String] = [:], files: [String: String] = [:],
  _ transport: FakeTransport = .unreachable()
) -> CredentialError? {
  do throws(CredentialError) {
    _ = try credentials(variables, files: files, transport)
    return nil
  } catch {
    return error
  }
}

/// The services of AWS, all of them well.
let aws: FakeTransport.Answer = { request in
  if request.text.contains("AssumeRoleWithWebIdentity") { return assumed("ofToken") }
  if request.text.contains("AssumeRole") { return assumed("ofRole") }
  switch request.path {
  case "/latest/api/token": return HTTPResponse(200, "imds")
  case "/latest/meta-data/iam/security-credentials/": return HTTPResponse(200, "role\n")
  case "/latest/meta-data/iam/security-credentials/role": return agent("ofInstance")
  default: return agent("ofContainer")
  }
}

private func agent(_ key: String) -> HTTPResponse {
  HTTPResponse(
    200,
    """
    {"Code": "Success", "AccessKeyId": "\(key)", "SecretAccessKey": "secret", "Token": "token",
     "Expiration": "2024-10-12T13:00:00Z"}
    """)
}

private func assumed(_ key: String) -> HTTPResponse {
  HTTPResponse(
    200,
    """
    <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
    <AssumedRoleUser><Arn>x</Arn></AssumedRoleUser>
    <Credentials><AccessKeyId>\(key)</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
    <SessionToken>token</SessionToken><Expiration>2024-10-12T13:00:00Z</Expiration></Credentials>
    </AssumeRoleResult></AssumeRoleResponse>
    """)
}
