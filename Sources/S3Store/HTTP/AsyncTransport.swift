import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Sends requests over connections that are kept for the next ones.
final class AsyncTransport: HTTPTransport {
  private let client: HTTPClient

  init() {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout.connect = .seconds(Limits.connectSeconds)
    configuration.timeout.read = .seconds(Limits.silentSeconds)
    configuration.httpVersion = .http1Only
    configuration.decompression = .disabled
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Limits.connections
    client = HTTPClient(
      eventLoopGroupProvider: .shared(MultiThreadedEventLoopGroup.singleton),
      configuration: configuration)
  }

  deinit { client.shutdown { _ in } }

  func send(_ request: HTTPRequest, within time: Duration) throws(TransportError) -> HTTPResponse {
    do {
      let sent = try HTTPClient.Request(
        url: request.url, method: .init(rawValue: request.method), headers: request.allHeaders,
        body: request.body.isEmpty ? nil : .bytes(request.body))
      let delegate = ResponseAccumulator(request: sent, maxBodySize: Limits.answerBytes)
      let response = try client.execute(
        request: sent, delegate: delegate, deadline: .now() + TimeAmount(time)
      ).wait()
      return HTTPResponse(response)
    } catch {
      throw TransportError(error)
    }
  }
}

extension HTTPRequest {
  fileprivate var url: String {
    let query = query.map {
      "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))"
    }
    return
      "\(scheme)://\(authority)\(path)\(query.isEmpty ? "" : "?\(query.joined(separator: "&"))")"
  }

  fileprivate var allHeaders: HTTPHeaders {
    var all = HTTPHeaders()
    all.add(name: "Host", value: authority)
    for (name, value) in headers { all.add(name: name, value: value) }
    // An empty PUT has a length too.
    if body.isEmpty, method == "PUT" || method == "POST" {
      all.add(name: "Content-Length", value: "0")
    }
    return all
  }
}

extension HTTPResponse {
  fileprivate init(_ response: HTTPClient.Response) {
    var headers: [String: String] = [:]
    for (name, value) in response.headers { headers[name.lowercased()] = value }
    self.init(
      status: Int(response.status.code), headers: headers,
      body: response.body.map { Array($0.readableBytesView) } ?? [])
  }
}

extension TransportError {
  fileprivate init(_ error: any Error) {
    switch error {
    case let error as HTTPClientError: self.init(error)
    case let error as NIOConnectionError:
      let cause = error.connectionErrors.first.map { "\($0.error)" } ?? "its name isn't found"
      self.init(
        kind: .unreachable, message: "no connection to \(error.host):\(error.port): \(cause)")
    case ChannelError.connectTimeout:
      self.init(kind: .unreachable, message: "no connection in time")
    case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
      self.init(kind: .untrusted, message: "TLS: \(error)")
    case let error as IOError where error.errnoCode == ECONNREFUSED:
      self.init(kind: .unreachable, message: "connection refused")
    default: self.init(kind: .brokenOff, message: "the connection broke: \(error)")
    }
  }

  private init(_ error: HTTPClientError) {
    switch error {
    case .connectTimeout: self.init(kind: .unreachable, message: "no connection in time")
    case .deadlineExceeded, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout:
      self.init(kind: .timedOut, message: "no answer in time")
    case .tlsHandshakeTimeout: self.init(kind: .unreachable, message: "no TLS handshake in time")
    default: self.init(kind: .brokenOff, message: "the connection broke: \(error)")
    }
  }
}
