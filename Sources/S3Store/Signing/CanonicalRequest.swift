/// The form of a request that is signed: "Create a canonical request" in the IAM User Guide.
struct CanonicalRequest {
  let text: String

  /// The names of the headers that are in it: `host;x-amz-date`.
  let signedHeaders: String

  init(_ request: HTTPRequest, of service: SignatureV4.Service, digest: String) {
    let headers = CanonicalRequest.headers(of: request)
    signedHeaders = headers.map(\.name).joined(separator: ";")
    text = """
      \(request.method)
      \(CanonicalRequest.path(request.path, of: service))
      \(CanonicalRequest.query(request.query))
      \(headers.map { "\($0.name):\($0.value)\n" }.joined())
      \(signedHeaders)
      \(digest)
      """
  }

  // MARK: Path

  // "Do not normalize URI paths for requests to Amazon S3"; the others encode what is encoded.
  private static func path(_ path: String, of service: SignatureV4.Service) -> String {
    if service.isS3 { return path.isEmpty ? "/" : path }
    return PercentEncoding.encode(normalized(path), keepingSlashes: true)
  }

  // RFC 3986 section 5.2.4, and no slash twice.
  private static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    let isDirectory = path.hasSuffix("/") || path.hasSuffix("/.") || path.hasSuffix("/..")
    return "/" + parts.joined(separator: "/") + (isDirectory && !parts.isEmpty ? "/" : "")
  }

  // MARK: Query

  // Sorted as they are encoded.
  private static func query(_ query: [(name: String, value: String)]) -> String {
    query.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
      .sorted { $0 < $1 }
      .map { "\($0.0)=\($0.1)" }
      .joined(separator: "&")
  }

  // MARK: Headers

  private static func headers(of request: HTTPRequest) -> [(name: String, value: String)] {
    var values = ["host": request.authority]
    for (name, value) in request.headers where !changing.contains(name) {
      let value = collapsed(value)
      values[name] = values[name].map { "\($0),\(value)" } ?? value
    }
    return values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  // No spaces around a value, and one for many in it.
  private static func collapsed(_ value: String) -> String {
    value.utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
      .joined(separator: " ")
  }

  // What the client or a proxy may change on the way: what AWS's SDKs leave out.
  private static let changing: Set = [
    "host", "authorization", "connection", "expect", "transfer-encoding", "user-agent",
    "x-amzn-trace-id",
  ]
}
