@testable import S3Store

extension UnreliableBucket {
  /// Parts of an object that isn't there yet.
  struct Upload: Sendable {
    let key: String
    var parts: [Int: Part] = [:]
  }

  struct Part: Sendable {
    let bytes: [UInt8]
    let tag: String
  }
}

extension UnreliableBucket.State {
  /// The answer to a request that is of an upload.
  mutating func answerUpload(_ request: HTTPRequest, _ key: String) -> HTTPResponse? {
    let query = Dictionary(request.query.map { ($0.name, $0.value) }) { $1 }
    if request.method == "POST", query["uploads"] != nil { return beginUpload(of: key) }
    guard let id = query["uploadId"] else { return nil }
    guard uploads[id]?.key == key else {
      return HTTPResponse(404, "<Error><Code>NoSuchUpload</Code><Message>none</Message></Error>")
    }
    switch request.method {
    case "PUT" where request.header("content-md5") != ContentMD5.header(of: request.body).value:
      return HTTPResponse(400, "<Error><Code>InvalidDigest</Code><Message>x</Message></Error>")
    case "PUT": return keepPart(query["partNumber"].flatMap { Int($0) }, request.body, of: id)
    case "POST": return complete(id, request, key)
    case "DELETE":
      uploads[id] = nil
      return HTTPResponse(204)
    default: return HTTPResponse(405)
    }
  }

  private mutating func beginUpload(of key: String) -> HTTPResponse {
    let id = "upload-\(uploads.count)-\(UInt64.random(in: .min ... .max))"
    uploads[id] = .init(key: key)
    return HTTPResponse(
      200,
      "<InitiateMultipartUploadResult><UploadId>\(id)</UploadId></InitiateMultipartUploadResult>")
  }

  private mutating func keepPart(
    _ number: Int?, _ bytes: [UInt8], of id: String
  ) -> HTTPResponse {
    guard let number, (1...10_000).contains(number) else { return HTTPResponse(400) }
    let tag = EntityTag(digesting: bytes, nil).header
    uploads[id]?.parts[number] = .init(bytes: bytes, tag: tag)
    return HTTPResponse(status: 200, headers: ["etag": tag], body: [])
  }

  // All parts have to be named, in order, each with its tag.
  private mutating func complete(
    _ id: String, _ request: HTTPRequest, _ key: String
  ) -> HTTPResponse {
    guard let parts = uploads[id]?.parts.sorted(by: { $0.key < $1.key }) else {
      return HTTPResponse(404)
    }
    let wanted = PartList(parts.map { EntityTag($0.value.tag) }).body
    guard request.body == wanted, parts.map(\.key) == Array(1...parts.count) else {
      return HTTPResponse(400, "<Error><Code>InvalidPart</Code><Message>x</Message></Error>")
    }
    if let refusal = refusal(request, key) { return refusal }
    let tag = put(key, parts.flatMap(\.value.bytes))
    uploads[id] = nil
    return HTTPResponse(
      200,
      """
      <CompleteMultipartUploadResult><Key>\(key)</Key><ETag>\(tag)</ETag>\
      </CompleteMultipartUploadResult>
      """)
  }
}
