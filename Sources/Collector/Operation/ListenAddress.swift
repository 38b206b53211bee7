/// Where a server is to listen.
public struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
  let host: String
  let port: Int

  /// Reads `ADDRESS:PORT`; without an address it is all of this machine's.
  public init(_ text: String) throws(CollectorError) {
    guard let colon = text.lastIndex(of: ":"),
      let port = Int(text[text.index(after: colon)...]), (0...65535).contains(port)
    else { throw CollectorError("\(Quoted(text)): write ADDRESS:PORT") }
    let host = text[..<colon].filter { $0 != "[" && $0 != "]" }
    self.host = host.isEmpty ? "0.0.0.0" : host
    self.port = port
  }

  /// As it is written.
  public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
