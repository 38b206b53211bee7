import AsyncHTTPClient
import FoundationEssentials
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Asks by HTTP: one connection a question, which is closed with its answer.
final class WebClient: Sendable {
  private let client: HTTPClient
  private let access: Access
  private let userAgent: String

  init(access: Access, connectTimeout: Duration, userAgent: String, on threads: any EventLoopGroup)
  {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout.connect = TimeAmount(connectTimeout)
    configuration.httpVersion = .http1Only
    configuration.decompression = .disabled
    // Who asks again, and when, is the schedule's to say.
    configuration.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .shared(threads), configuration: configuration)
    self.access = access
    self.userAgent = userAgent
  }

  /// Ends what is still asked.
  func end() async { try? await client.shutdown() }

  /// The body of a good answer. A redirect to the same host is followed.
  ///
  /// - Parameters:
  ///   - limit: the most bytes of the body.
  ///   - time: in which the whole answer has to be here.
  ///   - showsCredentials: whether we say who we are.
  func get(
    _ url: String, limit: Int, time: Duration, showsCredentials: Bool
  ) async throws(CaptureFailure) -> [UInt8] {
    let deadline = NIODeadline.now() + TimeAmount(time)
    var url = url
    for _ in 0...Limits.redirects {
      let request = try request(url, showsCredentials: showsCredentials)
      do {
        let response = try await client.execute(request, deadline: deadline)
        guard let place = redirect(of: response) else {
          return try await body(of: response, limit: limit)
        }
        url = try WebClient.redirected(url, to: place)
      } catch let failure as CaptureFailure {
        throw failure
      } catch {
        throw CaptureFailure(failing: error, within: time)
      }
    }
    throw CaptureFailure(.redirected, "redirected more than \(Limits.redirects) times, to \(url)")
  }

  private func request(
    _ url: String, showsCredentials: Bool
  ) throws(CaptureFailure) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: url)
    request.headers.add(name: "User-Agent", value: userAgent)
    request.headers.add(name: "Connection", value: "close")
    if url.hasPrefix("https:") { request.tlsConfiguration = try access.configuration() }
    if showsCredentials, let authorization = try access.authorization() {
      request.headers.add(name: "Authorization", value: authorization)
    }
    return request
  }

  private func redirect(of response: HTTPClientResponse) -> String? {
    guard [301, 302, 303, 307, 308].contains(response.status.code) else { return nil }
    return response.headers.first(name: "Location")
  }

  // The same host, because credentials and connections were meant for it; and never from https to
  // http.
  private static func redirected(_ url: String, to place: String) throws(CaptureFailure) -> String {
    guard let from = URL(string: url), let target = URL(string: place, relativeTo: from),
      let host = target.host, let scheme = target.scheme
    else {
      throw CaptureFailure(.redirected, "redirected to \(Quoted(place)), which is no address")
    }
    guard host == from.host else {
      throw CaptureFailure(
        .redirected, "redirected to another host, \(Quoted(target.absoluteString))")
    }
    guard scheme == from.scheme || scheme == "https" else {
      throw CaptureFailure(.redirected, "redirected from https to \(scheme)")
    }
    return target.absoluteString
  }

  private func body(of response: HTTPClientResponse, limit: Int) async throws -> [UInt8] {
    guard response.status == .ok else {
      throw CaptureFailure(response.status, saying: await message(of: response))
    }
    let tooLarge = CaptureFailure(.tooLarge, "the answer has more than \(limit) bytes")
    if let length = response.headers.first(name: "Content-Length").flatMap(Int.init),
      length > limit
    {
      throw tooLarge
    }
    var bytes = [UInt8]()
    for try await part in response.body {
      guard bytes.count + part.readableBytes <= limit else { throw tooLarge }
      bytes.append(contentsOf: part.readableBytesView)
    }
    return bytes
  }

  private func message(of response: HTTPClientResponse) async -> String {
    var bytes = [UInt8]()
    do {
      for try await part in response.body {
        bytes.append(contentsOf: part.readableBytesView.prefix(Limits.messageBytes - bytes.count))
        if bytes.count >= Limits.messageBytes { break }
      }
    } catch {
      // What came tells what there is to tell.
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension CaptureFailure {
  /// An answer that isn't 200. Go's net/http/pprof says 500 where the process is being profiled.
  fileprivate init(_ status: HTTPResponseStatus, saying text: String) {
    let words = Quoted.line(text)
    let message = "HTTP \(status.code)\(words.isEmpty ? "" : ": \(Quoted(words))")"
    switch status.code {
    case 401, 403: self.init(.unauthorized, message)
    case 500 where text.contains("already in use"): self.init(.busy, message)
    case 300..<400: self.init(.redirected, message)
    default: self.init(.httpError, message, isPassing: status.code >= 500)
    }
  }

  /// What a connection came to.
  fileprivate init(failing error: any Error, within time: Duration) {
    switch error {
    case let error as HTTPClientError: self.init(error, within: time)
    case is CancellationError: self.init(.cancelled, "the collector ends")
    case let error as NIOConnectionError: self.init(.unreachable, CaptureFailure.words(error))
    case is ChannelError: self.init(.unreachable, "no connection: \(error)")
    case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
      self.init(.tls, Quoted.line("\(error)"))
    case let error as IOError:
      let isBroken = [ECONNRESET, EPIPE].contains(error.errnoCode)
      self.init(isBroken ? .cutOff : .unreachable, CaptureFailure.words(error))
    default: self.init(.cutOff, "no HTTP answer: \(Quoted.line("\(error)"))")
    }
  }

  private init(_ error: HTTPClientError, within time: Duration) {
    switch error {
    case .connectTimeout: self.init(.unreachable, "no connection in time")
    case .deadlineExceeded, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout:
      self.init(.timedOut, "no whole answer within \(time.text)")
    case .cancelled: self.init(.cancelled, "the collector ends")
    case .tlsHandshakeTimeout: self.init(.tls, "no TLS handshake in time")
    case .remoteConnectionClosed:
      self.init(.cutOff, "the connection was closed before the answer's end")
    default: self.init(.cutOff, Quoted.line("\(error)"))
    }
  }

  private static func words(_ error: any Error) -> String {
    if let error = error as? IOError { return String(cString: strerror(error.errnoCode)) }
    return Quoted.line("\(error)")
  }

  private static func words(_ error: NIOConnectionError) -> String {
    if let failure = error.connectionErrors.first {
      return "no connection: \(words(failure.error))"
    }
    let resolution = error.dnsAError ?? error.dnsAAAAError
    return "\(error.host) isn't found: \(Quoted.line(resolution.map { "\($0)" } ?? "no address"))"
  }
}
