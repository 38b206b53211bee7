/// The role of AWS_ROLE_ARN for the token in AWS_WEB_IDENTITY_TOKEN_FILE, as a pod of EKS has it.
struct WebIdentityCredentials: CredentialProvider {
  private let context: CredentialContext

  init(_ context: CredentialContext) { self.context = context }

  func credentials() throws(CredentialError) -> Credentials? {
    guard let path = context.settings["AWS_WEB_IDENTITY_TOKEN_FILE"] else { return nil }
    guard let name = context.settings["AWS_ROLE_ARN"] else {
      throw CredentialError(
        .unusable, "AWS_WEB_IDENTITY_TOKEN_FILE is set without AWS_ROLE_ARN")
    }
    let role = AssumedRole(name: name, sessionName: context.settings["AWS_ROLE_SESSION_NAME"])
    return try context.credentials(of: role, tokenFile: path)
  }
}

extension CredentialContext {
  /// The credentials of a role for the token in a file. The file is read each time: the token in it
  /// is replaced from time to time.
  func credentials(
    of role: AssumedRole, tokenFile path: String
  ) throws(CredentialError) -> Credentials {
    let token = try secret(inFile: path)
    return try SecurityTokenService(self).credentials(of: role, webIdentity: token)
  }

  /// A file's one line, without what ends it.
  func secret(inFile path: String) throws(CredentialError) -> String {
    var bytes: [UInt8]
    do throws(SettingsError) {
      bytes = try settings.contents(of: path)
    } catch {
      throw CredentialError(.unusable, error.description)
    }
    while let last = bytes.last, last == 0x0a || last == 0x0d { bytes.removeLast() }
    guard !bytes.isEmpty, bytes.allSatisfy({ (0x20...0x7e).contains($0) }) else {
      throw CredentialError(.unusable, "\(path): one line of a token is expected")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
