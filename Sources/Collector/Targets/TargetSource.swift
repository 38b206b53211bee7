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
  /// As it was named.
  public var description: String {
    switch self {
    case .addresses(let addresses): addresses.joined(separator: " ")
    case .file(let path): path
    case .web(let url): url
    case .name(let name, let port): "\(name):\(port)"
    }
  }
}
