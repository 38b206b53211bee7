/// Why there are no credentials. Its message has no secrets.
struct CredentialError: Error, Hashable, Sendable {
  /// The kinds that callers tell apart.
  enum Kind: Hashable, Sendable {
    /// None were found anywhere.
    case missing
    /// What was found can't be used, and stays so until somebody changes it.
    case unusable
    /// Who would give them refuses.
    case refused
    /// Who would give them didn't answer, or not sensibly: a later try may succeed.
    case unavailable
  }

  let kind: Kind
  let message: String

  init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}

extension CredentialError: CustomStringConvertible {
  var description: String { message }
}
