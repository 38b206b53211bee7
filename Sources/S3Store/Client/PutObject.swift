// How an object is written.
extension S3Client {
  /// Writes an object and returns its entity tag. Where an answer was lost, it is looked whether the
  /// object is there.
  ///
  /// - Throws: `preconditionFailed` when the condition doesn't hold.
  func put(
    _ key: String, _ bytes: [UInt8], if condition: WriteCondition
  ) throws(S3Error) -> EntityTag {
    do throws(S3Error) {
      let tag =
        if let parts = partition.parts(of: bytes.count) {
          try put(key, bytes, in: parts, if: condition)
        } else {
          try putWhole(key, bytes, if: condition)
        }
      if let tag { return tag }
      if let tag = try entityTag(of: key, having: bytes) { return tag }
      throw S3Error(code: .unavailable, message: "the object isn't there after it was written")
    } catch {
      // What failed may be our own try before the last one, which was carried out.
      guard error.mayHaveBeenDone, let tag = try entityTag(of: key, having: bytes) else {
        throw error
      }
      return tag
    }
  }

  private func putWhole(
    _ key: String, _ bytes: [UInt8], if condition: WriteCondition
  ) throws(S3Error) -> EntityTag? {
    let request = Request(
      method: "PUT", key: key, headers: [ContentMD5.header(of: bytes)] + condition.headers,
      body: bytes, size: bytes.count)
    return try perform(request).response.headers["etag"].map { EntityTag($0) }
  }

  /// The tag of the object if it has these bytes; nil when it has others, or isn't there.
  ///
  /// A listing tells as a rule, so that whoever may list and write need not be able to read: only where
  /// tags are no digests, as of what a key of KMS encrypts, is the object read.
  func entityTag(of key: String, having bytes: [UInt8]) throws(S3Error) -> EntityTag? {
    // What begins with the key comes after it.
    let first = try list(key, byDirectory: false, limit: 1).objects.first
    guard let object = first, object.key == location.key(key), object.size == bytes.count else {
      return nil
    }
    if object.entityTag == EntityTag(digesting: bytes, partition.parts(of: bytes.count)) {
      return object.entityTag
    }
    do throws(S3Error) {
      return try get(key, entityTag: object.entityTag) == bytes ? object.entityTag : nil
    } catch {
      if error.code == .notFound || error.code == .preconditionFailed { return nil }
      throw error
    }
  }
}

extension WriteCondition {
  var headers: [(name: String, value: String)] {
    switch self {
    case .none: []
    case .absent: [("if-none-match", "*")]
    case .entityTag(let tag): [("if-match", tag.header)]
    }
  }
}
