/// What DeleteObjects is sent (Amazon S3 API Reference): up to 1,000 keys, and a digest of the list,
/// which is required.
struct DeleteList {
  let body: [UInt8]

  init(_ keys: some Sequence<String>) {
    var text = "<Delete><Quiet>true</Quiet>"
    for key in keys { text += "<Object><Key>\(xmlEscaped(key))</Key></Object>" }
    body = Array((text + "</Delete>").utf8)
  }

  var headers: [(name: String, value: String)] {
    [ContentMD5.header(of: body)]
  }
}
