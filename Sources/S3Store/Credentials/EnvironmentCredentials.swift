import ProfileStore

/// Credentials in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.
struct EnvironmentCredentials: CredentialProvider {
  let settings: AWSSettings

  func credentials() throws(CredentialError) -> Credentials? {
    switch (settings["AWS_ACCESS_KEY_ID"], settings["AWS_SECRET_ACCESS_KEY"]) {
    case (nil, nil): return nil
    case (let accessKey?, let secretKey?):
      return try Credentials(
        checking: accessKey, secretKey, settings["AWS_SESSION_TOKEN"], from: "the environment")
    case (nil, _):
      throw CredentialError(.unusable, "AWS_SECRET_ACCESS_KEY is set without AWS_ACCESS_KEY_ID")
    case (_, nil):
      throw CredentialError(.unusable, "AWS_ACCESS_KEY_ID is set without AWS_SECRET_ACCESS_KEY")
    }
  }
}

extension Credentials {
  /// Refuses what no header can hold; `source` is who has them, for the error.
  init(
    checking accessKey: String, _ secretKey: String, _ sessionToken: String?,
    expiration: Timestamp? = nil, from source: String
  ) throws(CredentialError) {
    let parts = [accessKey, secretKey, sessionToken ?? "none"]
    guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x21...0x7e).contains($0) } })
    else {
      throw CredentialError(
        .unusable, "the credentials of \(source) have spaces or other characters that none has")
    }
    self.init(
      accessKey: accessKey, secretKey: secretKey, sessionToken: sessionToken,
      expiration: expiration)
  }
}
