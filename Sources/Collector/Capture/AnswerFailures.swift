import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

// What connections and answers come to, in the words and reasons of captures.
extension CaptureFailure {
  /// An answer that isn't 200. Go's net/http/pprof says 500 where the process is being profiled.
  init(_ status: HTTPResponseStatus, saying text: String) {
    let words = Quoted.line(text)
    let message = "HTTP \(status.code)\(words.isEmpty ? "" : ": \(Quoted(words))")"
    switch status.code {
    case 401, 403: self.init(.unauthorized, message)
    case 500 where text.contains("already in use"): self.init(.busy, message)
    case 300..<400: self.init(.redirected, message)
    default:
      // Of what stands before the process: it didn't get the question. At 504 it may have.
      self.init(.httpError, message, tries: [502, 503].contains(status.code) ? 2 : 1)
    }
  }

  /// What a connection came to.
  init(failing error: any Error, within time: Duration) {
    switch error {
    case let error as HTTPClientError: self.init(error, within: time)
    case is CancellationError: self = .cancelled
    case let error as NIOConnectionError: self.init(.unreachable, CaptureFailure.words(error))
    case is ChannelError: self.init(.unreachable, "no connection: \(error)")
    case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
      self.init(.tls, CaptureFailure.tlsWords("\(error)"))
    case let error as IOError:
      let isBroken = [ECONNRESET, EPIPE].contains(error.errnoCode)
      self.init(isBroken ? .cutOff : .unreachable, CaptureFailure.words(error))
    case HTTPParserError.invalidEOFState:
      self.init(.cutOff, "the connection was closed before the answer's end")
    case is HTTPParserError:
      self.init(.notHTTP, "no HTTP is spoken there: \(Quoted.line("\(error)"))")
    default: self.init(.cutOff, Quoted.line("\(error)"))
    }
  }

  private init(_ error: HTTPClientError, within time: Duration) {
    switch error {
    case .connectTimeout: self.init(.unreachable, "no connection in time")
    case .deadlineExceeded, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout:
      self.init(.timedOut, "no whole answer within \(time.text)")
    case .cancelled: self = .cancelled
    case .tlsHandshakeTimeout: self.init(.tls, "no TLS handshake in time")
    case .remoteConnectionClosed:
      self.init(.cutOff, "the connection was closed before the answer's end")
    default: self.init(.cutOff, Quoted.line("\(error)"))
    }
  }

  // The library says where in its source it was, and that in many words.
  private static func tlsWords(_ error: String) -> String {
    if error.contains("failedToValidateHostname") {
      return "the certificate is another host's"
    }
    guard let mark = error.firstRange(of: "OPENSSL_internal:") else { return Quoted.line(error) }
    let name = error[mark.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    let words = name.lowercased().split(separator: "_").joined(separator: " ")
    return name.hasSuffix("CERTIFICATE_VERIFY_FAILED")
      ? "\(words): it has expired, or nobody who signed it is trusted; see --ca" : words
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
