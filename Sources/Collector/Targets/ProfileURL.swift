import FoundationEssentials

/// The address of a process's CPU profile.
public struct ProfileURL: Hashable, Sendable {
  /// Scheme, host, port and path: what is asked, but for how long.
  public let base: String

  /// The host, IPv6 addresses in brackets.
  public let host: String

  /// The port, also where the address doesn't spell it out.
  public let port: Int

  private let query: String?

  /// Where net/http/pprof serves CPU profiles.
  public static let standardPath = "/debug/pprof/profile"

  /// Reads an address; one without a path of its own gets this one.
  public init(_ text: String, path: String = standardPath) throws(TargetError) {
    guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
      let host = parts.host, !host.isEmpty
    else {
      throw TargetError("\(Quoted(text)) is no address; write http://HOST:PORT")
    }
    guard let standardPort = ["http": 80, "https": 443][scheme] else {
      throw TargetError("\(Quoted(text)): \(scheme) isn't spoken here; use http or https")
    }
    guard parts.user == nil, parts.password == nil else {
      throw TargetError(
        "an address can't hold credentials; use --basic-auth-file or --bearer-token-file")
    }
    port = parts.port ?? standardPort
    guard (1...65535).contains(port) else {
      throw TargetError("\(Quoted(text)): there is no port \(port)")
    }
    self.host = host.lowercased()
    let ownPath = parts.percentEncodedPath
    let written = parts.port.map { ":\($0)" } ?? ""
    base = "\(scheme)://\(self.host)\(written)\(ownPath.isEmpty || ownPath == "/" ? path : ownPath)"
    query = parts.percentEncodedQuery
  }

  /// What is asked for to profile this many seconds; an address that says how long has its way.
  func request(seconds: Int) -> String {
    guard let query, !query.isEmpty else { return "\(base)?seconds=\(seconds)" }
    let saysHowLong = query.split(separator: "&").contains { $0.hasPrefix("seconds=") }
    return saysHowLong ? "\(base)?\(query)" : "\(base)?\(query)&seconds=\(seconds)"
  }

  /// Whether the process runs on this machine, as far as the address tells.
  var isLoopback: Bool {
    host == "localhost" || host == "[::1]" || host.hasPrefix("127.")
  }
}
