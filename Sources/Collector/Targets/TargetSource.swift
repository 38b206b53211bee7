/// Where targets come from.
public enum TargetSource: Hashable, Sendable {
  /// Addresses that were named.
  case addresses([String])
  /// A file in the form of Prometheus's file_sd.
  case file(String)
  /// The same by HTTP: http_sd.
  case web(String)
  /// Each address of a name, which in Kubernetes a headless service has.
  case name(String, port: Int)

  /// A list, by its file's path or its page's address.
  public static func list(_ text: String) throws(TargetError) -> TargetSource {
    guard text.hasPrefix("http://") || text.hasPrefix("https://") else { return .file(text) }
    _ = try ProfileURL(text)
    return .web(text)
  }

  /// Reads NAME:PORT.
  public static func name(_ text: String) throws(TargetError) -> TargetSource {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, let port = Int(parts[1]),
      (1...65535).contains(port)
    else { throw TargetError("\(Quoted(text)): write NAME:PORT") }
    return .name(String(parts[0]), port: port)
  }
}

extension TargetSource: CustomStringConvertible {
  /// As it was named; of a page's address without the query, which may hold a secret.
  public var description: String {
    switch self {
    case .addresses(let addresses): addresses.joined(separator: " ")
    case .file(let path): path
    case .web(let url): String(url.prefix { $0 != "?" })
    case .name(let name, let port): "\(name):\(port)"
    }
  }
}
