import ProfileStore

/// What signs our requests. Printed in any way, it shows no secret.
struct Credentials: Hashable, Sendable {
  /// Which key it is; it is sent with every request and is no secret.
  let accessKey: String
  let secretKey: String
  /// For credentials that end.
  let sessionToken: String?
  /// When they end; nil when they don't.
  let expiration: Timestamp?

  init(
    accessKey: String, secretKey: String, sessionToken: String? = nil, expiration: Timestamp? = nil
  ) {
    self.accessKey = accessKey
    self.secretKey = secretKey
    self.sessionToken = sessionToken
    self.expiration = expiration
  }

  /// Whether they are good at an instant, and for so long after.
  func isGood(at time: Timestamp, for margin: Duration = .zero) -> Bool {
    guard let expiration else { return true }
    return time.advanced(byMilliseconds: margin.components.seconds * Timestamp.second) < expiration
  }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Which kind of credentials it is.
  var description: String { sessionToken == nil ? "credentials" : "temporary credentials" }

  var debugDescription: String { description }

  /// Nothing, so that no dump of a larger value shows them.
  var customMirror: Mirror { Mirror(self, children: [] as [Mirror.Child]) }
}
