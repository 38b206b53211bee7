/// Sends requests. Blocks: it is never called on a thread of Swift's pool or of an event loop.
protocol HTTPTransport: Sendable {
  /// Sends a request once and waits for the whole answer.
  ///
  /// - Parameter time: the longest that may take.
  func send(_ request: HTTPRequest, within time: Duration) throws(TransportError) -> HTTPResponse
}

/// Why there is no answer; whether the request was carried out isn't known.
struct TransportError: Error, Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    /// No connection came about: the request wasn't carried out.
    case unreachable
    /// The time is up.
    case timedOut
    /// The connection broke.
    case brokenOff
    /// The other side isn't trusted.
    case untrusted
  }

  let kind: Kind
  let message: String
}
