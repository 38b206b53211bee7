/// The answer to CreateMultipartUpload (Amazon S3 API Reference).
struct UploadBegun: Hashable, Sendable {
  /// What names the upload in all that follows.
  let id: String

  init(_ document: [UInt8]) throws(XMLFault) {
    var id = ""
    try XMLReader.read(document, root: "InitiateMultipartUploadResult") {
      (reader, name) throws(XMLFault) in
      if name == "UploadId" { id = try reader.text() } else { try reader.skip() }
    }
    guard !id.isEmpty else { throw XMLFault("an upload has no UploadId") }
    self.id = id
  }
}

/// The answer to CompleteMultipartUpload (Amazon S3 API Reference).
struct UploadCompleted: Hashable, Sendable {
  /// The object's; nil when the answer doesn't say.
  let entityTag: EntityTag?

  init(_ document: [UInt8]) throws(XMLFault) {
    var tag = ""
    try XMLReader.read(document, root: "CompleteMultipartUploadResult") {
      (reader, name) throws(XMLFault) in
      if name == "ETag" { tag = try reader.text() } else { try reader.skip() }
    }
    entityTag = tag.isEmpty ? nil : EntityTag(tag)
  }
}
