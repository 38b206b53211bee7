import Synchronization

@testable import S3Store

/// Answers requests without a network, and remembers them.
final class FakeTransport: HTTPTransport {
  typealias Answer = @Sendable (HTTPRequest) throws(TransportError) -> HTTPResponse

  private let answer: Answer
  private let sent = Mutex<[HTTPRequest]>([])

  init(_ answer: @escaping Answer) { self.answer = answer }

  /// The requests so far.
  var requests: [HTTPRequest] { sent.withLock { $0 } }

  func send(_ request: HTTPRequest, within time: Duration) throws(TransportError) -> HTTPResponse {
    sent.withLock { $0.append(request) }
    return try answer(request)
  }

  /// Nobody is there.
  static func unreachable() -> FakeTransport {
    FakeTransport { _ throws(TransportError) in throw .nobody }
  }
}

extension TransportError {
  static let nobody = TransportError(kind: .unreachable, message: "connection refused")
}

extension HTTPResponse {
  init(_ status: Int, _ body: String = "") {
    self.init(status: status, headers: [:], body: Array(body.utf8))
  }
}

extension HTTPRequest {
  func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  var text: String { String(decoding: body, as: UTF8.self) }
}
