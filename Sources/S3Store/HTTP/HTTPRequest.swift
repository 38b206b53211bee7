/// A request, with all that a signature covers.
struct HTTPRequest: Sendable {
  /// `GET`, `PUT` and the like.
  var method: String
  /// `https` or `http`.
  var scheme: String
  /// The host, with the port where it isn't the scheme's own: what the Host header says.
  var authority: String
  /// The path, each component percent-encoded as it goes over the wire.
  var path: String
  /// Names and values as they are, not yet encoded.
  var query: [(name: String, value: String)]
  /// Names in lower case; without `host`.
  var headers: [(name: String, value: String)]
  /// What is sent.
  var body: [UInt8]

  init(
    _ method: String, scheme: String, authority: String, path: String,
    query: [(name: String, value: String)] = [], headers: [(name: String, value: String)] = [],
    body: [UInt8] = []
  ) {
    self.method = method
    self.scheme = scheme
    self.authority = authority
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }
}

/// An answer, whole.
struct HTTPResponse: Sendable {
  let status: Int
  /// Names in lower case; the last of a name counts.
  let headers: [String: String]
  let body: [UInt8]
}
