import Glibc
import TestSupport

/// Asks a server on this machine, as little as HTTP needs.
enum WebRequest {
  /// An answer.
  struct Answer {
    let status: Int
    let headers: String
    let body: String
  }

  /// Asks for a path; nil without an answer.
  static func get(_ path: String, from address: String) -> Answer? {
    send("GET \(path) HTTP/1.0\r\nHost: \(address)\r\n\r\n", to: address)
  }

  /// Puts a text there; nil without an answer.
  @discardableResult
  static func put(_ body: String, at path: String, on address: String) -> Answer? {
    send(
      "PUT \(path) HTTP/1.0\r\nHost: \(address)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)",
      to: address)
  }

  /// A port that nothing listens on; who asks next may be given it as well.
  static func freePort() -> Int { DeafPort().number }

  /// A port that nothing listens on, nor can as long as somebody holds this.
  final class DeafPort {
    let number: Int
    private let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)

    init() {
      let descriptor = descriptor
      var address = loopback(port: 0)
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let bound = withSocketAddress(&address) { pointer in
        bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
      }
      precondition(bound, "no free port")
      number = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }
  }

  private static func send(_ request: String, to address: String) -> Answer? {
    guard let port = address.split(separator: ":").last.flatMap({ UInt16($0) }) else { return nil }
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var limit = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var server = loopback(port: port)
    let isConnected = withSocketAddress(&server) {
      connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
    }
    let bytes = Array(request.utf8)
    guard isConnected,
      Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    else { return nil }
    return answer(from: descriptor)
  }

  private static func answer(from descriptor: Int32) -> Answer? {
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { break }
      received += buffer[..<count]
    }
    let text = String(decoding: received, as: UTF8.self)
    guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
    let head = text[..<end.lowerBound]
    guard let status = head.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      return nil
    }
    return Answer(status: status, headers: String(head), body: String(text[end.upperBound...]))
  }

  fileprivate static func loopback(port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    return address
  }

  fileprivate static func withSocketAddress<Result>(
    _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>) -> Result
  ) -> Result {
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0) }
    }
  }
}
