/// What DeleteObjects is sent (Amazon S3 API Reference): up to 1,000 keys, and a digest of the list,
/// which is required.
struct DeleteList {
  let body: [UInt8]

  init(_ keys: some Sequence<String>) {
    var text = "<Delete><Quiet>true</Quiet>"
    for key in keys { text += "<Object><Key>\(DeleteList.escaped(key))</Key></Object>" }
    body = Array((text + "</Delete>").utf8)
  }

  var headers: [(name: String, value: String)] {
    [ContentMD5.header(of: body)]
  }

  private static func escaped(_ key: String) -> String {
    key.unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
