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
    guard !text.contains("@") else { throw .credentials }
    guard let parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(),
      let host = parts.percentEncodedHost?.lowercased(), ProfileURL.isHost(host)
    else {
      throw TargetError("\(Quoted(text)) is no address; write http://HOST:PORT")
    }
    guard let standardPort = ["http": 80, "https": 443][scheme] else {
      throw TargetError("\(Quoted(text)): \(scheme) isn't spoken here; use http or https")
    }
    port = parts.port ?? standardPort
    guard (1...65535).contains(port) else {
      throw TargetError("\(Quoted(text)): there is no port \(port)")
    }
    self.host = host
    let ownPath = parts.percentEncodedPath
    // One spelling for one process.
    let written = port == standardPort ? "" : ":\(port)"
    base = "\(scheme)://\(host)\(written)\(ownPath.isEmpty || ownPath == "/" ? path : ownPath)"
    query = parts.percentEncodedQuery
  }

  private static func isHost(_ host: String) -> Bool {
    !host.isEmpty
      && host.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x61...0x7a, 0x2d, 0x2e, 0x3a, 0x5b, 0x5d, 0x5f: true
        default: false
        }
      }
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
