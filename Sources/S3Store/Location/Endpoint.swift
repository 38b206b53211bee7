/// Where a service answers: `http://127.0.0.1:8333`.
struct Endpoint: Hashable, Sendable {
  /// `https` or `http`.
  let scheme: String
  /// A name or an address, IPv6 addresses in brackets.
  let host: String
  /// nil where it is the scheme's own.
  let port: Int?

  /// An endpoint of AWS's own, as in "AWS service endpoints": regions in China have another domain.
  init(awsService service: String, region: String) {
    scheme = "https"
    host = "\(service).\(region).amazonaws.com\(region.hasPrefix("cn-") ? ".cn" : "")"
    port = nil
  }

  /// Reads an endpoint; `name` is who holds it, for the error.
  init(_ text: String, from name: String) throws(S3LocationError) {
    guard !text.contains("@") else { throw .credentials(in: name) }
    guard let colon = text.firstRange(of: "://"),
      let scheme = ["http", "https"].first(where: { $0 == text[..<colon.lowerBound].lowercased() })
    else { throw S3LocationError("\(name): http://HOST:PORT or https://HOST is expected") }
    var authority = text[colon.upperBound...]
    if authority.hasSuffix("/") { authority.removeLast() }
    guard !authority.contains(where: { "/?#".contains($0) }) else {
      throw S3LocationError("\(name): an endpoint has no path; write \(scheme)://HOST:PORT")
    }
    let (host, port) = Endpoint.split(authority)
    guard Endpoint.isHost(host) else {
      throw S3LocationError("\(name): there is no host “\(oneLine(host))”")
    }
    self.scheme = scheme
    self.host = host.lowercased()
    self.port = try port.map { (text) throws(S3LocationError) in
      try Endpoint.port(text, of: scheme, from: name)
    }.flatMap(\.self)
  }

  /// The host, with the port where it isn't the scheme's own.
  var authority: String { host + (port.map { ":\($0)" } ?? "") }

  private static func split(_ authority: Substring) -> (host: Substring, port: Substring?) {
    guard let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") else {
      return (authority, nil)
    }
    return (authority[..<colon], authority[authority.index(after: colon)...])
  }

  private static func port(
    _ text: Substring, of scheme: String, from name: String
  ) throws(S3LocationError) -> Int? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(text),
      (1...65535).contains(port)
    else { throw S3LocationError("\(name): there is no port “\(oneLine(text))”") }
    return port == (scheme == "https" ? 443 : 80) ? nil : port
  }

  private static func isHost(_ host: Substring) -> Bool {
    if host.first == "[", host.last == "]", host.utf8.count > 2 {
      return host.dropFirst().dropLast().utf8.allSatisfy {
        isDigit($0, hexadecimal: true) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
      }
    }
    return !host.isEmpty && host.utf8.count <= 253
      && host.utf8.allSatisfy { isDigit($0, hexadecimal: false) || "-._".utf8.contains($0) }
  }

  // Digits, and letters up to F or Z.
  private static func isDigit(_ byte: UInt8, hexadecimal: Bool) -> Bool {
    let last = UInt8(ascii: hexadecimal ? "f" : "z")
    return (0x30...0x39).contains(byte) || (UInt8(ascii: "a")...last).contains(byte | 0x20)
  }
}

extension Endpoint: CustomStringConvertible {
  /// `http://127.0.0.1:8333`.
  var description: String { "\(scheme)://\(authority)" }
}

extension S3LocationError {
  /// Refuses credentials without saying which.
  static func credentials(in name: String) -> S3LocationError {
    S3LocationError(
      """
      \(name) can't hold credentials, as it is shown to others; set AWS_ACCESS_KEY_ID and \
      AWS_SECRET_ACCESS_KEY, or write ~/.aws/credentials (and an @ in a prefix as %40)
      """)
  }
}
