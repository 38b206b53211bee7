/// What CompleteMultipartUpload is sent (Amazon S3 API Reference): the parts of an object, in order.
struct PartList {
  let body: [UInt8]

  init(_ tags: [EntityTag]) {
    let parts = tags.enumerated().map { index, tag in
      "<Part><PartNumber>\(index + 1)</PartNumber><ETag>\(xmlEscaped(tag.header))</ETag></Part>"
    }
    body = Array("<CompleteMultipartUpload>\(parts.joined())</CompleteMultipartUpload>".utf8)
  }
}
