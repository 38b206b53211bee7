/// Credentials of the profile in use, from `~/.aws/credentials` and `~/.aws/config`.
struct ProfileCredentials: CredentialProvider {
  private let context: CredentialContext

  init(_ context: CredentialContext) { self.context = context }

  func credentials() throws(CredentialError) -> Credentials? {
    let chosen = context.settings.chosenProfile
    guard let profile = try profile(chosen ?? "default") else {
      guard let chosen else { return nil }
      throw CredentialError(.unusable, "there is no profile “\(oneLine(chosen))” in ~/.aws")
    }
    return try credentials(of: profile, visited: [])
  }

  private func credentials(
    of profile: Profile, visited: [String]
  ) throws(CredentialError) -> Credentials? {
    // A profile may name itself as the one whose keys may take on its role.
    if let role = profile["role_arn"], visited.last != profile.name {
      return try credentials(ofRole: role, profile, visited: visited + [profile.name])
    }
    if let credentials = try profile.staticCredentials() { return credentials }
    if let setting = profile.unsupportedSetting {
      throw CredentialError(
        .unusable,
        """
        \(profile) has \(setting), which isn't supported here; \
        `aws configure export-credentials` writes its credentials as environment variables
        """)
    }
    return nil
  }

  private func credentials(
    ofRole name: String, _ profile: Profile, visited: [String]
  ) throws(CredentialError) -> Credentials {
    guard profile["mfa_serial"] == nil else {
      throw CredentialError(.unusable, "\(profile) has mfa_serial, which isn't supported here")
    }
    var role = AssumedRole(name: name, sessionName: profile["role_session_name"])
    role.externalID = profile["external_id"]
    role.seconds = profile["duration_seconds"]
    if let path = profile["web_identity_token_file"] {
      return try context.credentials(of: role, tokenFile: path)
    }
    let source = try sourceCredentials(profile, visited: visited)
    return try SecurityTokenService(context).credentials(of: role, by: source)
  }

  // The credentials that may take on the profile's role.
  private func sourceCredentials(
    _ profile: Profile, visited: [String]
  ) throws(CredentialError) -> Credentials {
    let credentials: Credentials?
    switch (profile["source_profile"], profile["credential_source"]) {
    case (let name?, _):
      guard visited.count <= Limits.profileChain, !visited.dropLast().contains(name) else {
        throw CredentialError(.unusable, "\(profile): source_profile leads back to itself")
      }
      guard let source = try self.profile(name) else {
        throw CredentialError(.unusable, "\(profile): there is no profile “\(oneLine(name))”")
      }
      credentials = try self.credentials(of: source, visited: visited)
    case (nil, "Environment"?):
      credentials = try EnvironmentCredentials(settings: context.settings).credentials()
    case (nil, "EcsContainer"?): credentials = try ContainerCredentials(context).credentials()
    case (nil, "Ec2InstanceMetadata"?): credentials = try InstanceCredentials(context).credentials()
    default:
      throw CredentialError(
        .unusable,
        "\(profile): beside role_arn, web_identity_token_file, source_profile or credential_source "
          + "is expected")
    }
    guard let credentials else {
      throw CredentialError(.unusable, "\(profile): there are no credentials to get its role with")
    }
    return credentials
  }

  private func profile(_ name: String) throws(CredentialError) -> Profile? {
    do throws(SettingsError) {
      return try context.settings.profile(name).map { Profile(name: name, settings: $0) }
    } catch {
      throw CredentialError(.unusable, error.description)
    }
  }
}

/// A profile with its name.
private struct Profile: CustomStringConvertible {
  let name: String
  let settings: AWSConfigFile.Section

  /// `the profile “build”`.
  var description: String { "the profile “\(oneLine(name))”" }

  subscript(setting: String) -> String? { settings[setting].flatMap { $0.isEmpty ? nil : $0 } }

  /// The keys in it; nil where it has none.
  func staticCredentials() throws(CredentialError) -> Credentials? {
    switch (self["aws_access_key_id"], self["aws_secret_access_key"]) {
    case (nil, nil): return nil
    case (let accessKey?, let secretKey?):
      return try Credentials(
        checking: accessKey, secretKey, self["aws_session_token"], from: description)
    case (_?, nil):
      throw CredentialError(
        .unusable, "\(self) has aws_access_key_id without aws_secret_access_key")
    case (nil, _?):
      throw CredentialError(
        .unusable, "\(self) has aws_secret_access_key without aws_access_key_id")
    }
  }

  /// A setting that would lead to credentials, by a program or a browser.
  var unsupportedSetting: String? {
    ["credential_process", "sso_session", "sso_start_url", "login_session"]
      .first { self[$0] != nil }
  }
}
