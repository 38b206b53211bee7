import FoundationEssentials
import ProfileStore

/// What the agents of containers and instances answer.
private struct CredentialAnswer: Decodable {
  let accessKey: String
  let secretKey: String
  let token: String?
  let expiration: String?

  private enum CodingKeys: String, CodingKey {
    case accessKey = "AccessKeyId"
    case secretKey = "SecretAccessKey"
    case token = "Token"
    case expiration = "Expiration"
  }
}

extension Credentials {
  /// Reads an agent's answer; `source` is who it is, for the error.
  init(agentAnswer body: [UInt8], from source: String) throws(CredentialError) {
    // The decoder's errors may repeat what is wrong.
    guard body.count <= Limits.settingsBytes,
      let answer = try? JSONDecoder().decode(CredentialAnswer.self, from: Data(body))
    else {
      throw CredentialError(.unavailable, "the answer of \(source) has no credentials in it")
    }
    var end: Timestamp?
    if let text = answer.expiration {
      end = Timestamp(iso8601: text)
      guard end != nil else {
        throw CredentialError(.unavailable, "the answer of \(source) has no sensible Expiration")
      }
    }
    try self.init(
      checking: answer.accessKey, answer.secretKey, answer.token, expiration: end, from: source)
  }
}
