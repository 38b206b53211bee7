import ProfileStore

/// What a bucket says of an object.
struct ObjectStatus: Hashable, Sendable {
  let size: Int
  let entityTag: EntityTag
  let modified: Timestamp
}

/// What has to be under a key before it is written.
enum WriteCondition: Hashable, Sendable {
  case none
  /// Nothing.
  case absent
  /// The object with this entity tag.
  case entityTag(EntityTag)
}

// What is done with objects. A key is what stands behind the bucket's name and prefix.
extension S3Client {
  /// An object's bytes.
  ///
  /// - Throws: `preconditionFailed` when the key has another object by now.
  func get(_ key: String, entityTag: EntityTag?) throws(S3Error) -> [UInt8] {
    let response = try perform(
      Request(
        method: "GET", key: key, headers: entityTag.map { [("if-match", $0.header)] } ?? [],
        size: Limits.largeObject)
    ).response
    try S3Client.check(response, entityTag)
    return response.body
  }

  // A body that breaks off is an error of the connection's, but one that ends with the connection has
  // no other end. And a cache on the way may answer with what it has.
  private static func check(_ response: HTTPResponse, _ wanted: EntityTag?) throws(S3Error) {
    let length = response.headers["content-length"].flatMap(Int.init)
    let isChunked = response.headers["transfer-encoding"]?.contains("chunked") == true
    guard response.status == 200, isChunked || length == response.body.count else {
      throw S3Error(
        code: .unavailable,
        message: "\(response.body.count) bytes, of which nothing says that they are all")
    }
    let tag = response.headers["etag"].map { EntityTag($0) }
    guard wanted == nil || tag == wanted else {
      throw S3Error(code: .preconditionFailed, message: "the answer is of another object")
    }
  }

  /// What a bucket says of an object; nil when there is none.
  func status(_ key: String) throws(S3Error) -> ObjectStatus? {
    do throws(S3Error) {
      let headers = try perform(Request(method: "HEAD", key: key)).response.headers
      guard let tag = headers["etag"], let size = headers["content-length"].flatMap(Int.init) else {
        throw S3Error(code: .unavailable, message: "the answer has no ETag or no Content-Length")
      }
      return ObjectStatus(
        size: size, entityTag: EntityTag(tag),
        modified: headers["last-modified"].flatMap { Timestamp(httpDate: $0) } ?? .now)
    } catch {
      if error.code == .notFound { return nil }
      throw error
    }
  }

  /// Writes an object and returns its entity tag. Where an answer was lost, it is looked whether the
  /// object is there.
  ///
  /// - Throws: `preconditionFailed` when the condition doesn't hold.
  func put(
    _ key: String, _ bytes: [UInt8], if condition: WriteCondition
  ) throws(S3Error) -> EntityTag {
    var headers = [ContentMD5.header(of: bytes)]
    switch condition {
    case .none: break
    case .absent: headers.append(("if-none-match", "*"))
    case .entityTag(let tag): headers.append(("if-match", tag.header))
    }
    do throws(S3Error) {
      let answer = try perform(
        Request(method: "PUT", key: key, headers: headers, body: bytes, size: bytes.count))
      if let tag = answer.response.headers["etag"] { return EntityTag(tag) }
      if let tag = try settle(key, bytes) { return tag }
      throw S3Error(code: .unavailable, message: "the object isn't there after it was written")
    } catch {
      // What failed may be our own try before the last one, which was carried out.
      guard error.mayHaveBeenDone, let tag = try settle(key, bytes) else { throw error }
      return tag
    }
  }

  // The tag of the object if it has these bytes.
  private func settle(_ key: String, _ bytes: [UInt8]) throws(S3Error) -> EntityTag? {
    guard let status = try status(key), status.size == bytes.count else { return nil }
    do throws(S3Error) {
      return try get(key, entityTag: status.entityTag) == bytes
        ? status.entityTag : nil
    } catch {
      if error.code == .notFound || error.code == .preconditionFailed { return nil }
      throw error
    }
  }

  /// Deletes an object; one that isn't there is no error.
  func delete(_ key: String) throws(S3Error) {
    do throws(S3Error) {
      _ = try perform(Request(method: "DELETE", key: key))
    } catch {
      guard error.code == .notFound else { throw error }
    }
  }

  /// Deletes objects, a thousand a request (DeleteObjects).
  func delete(_ keys: [String]) throws(S3Error) {
    var rest = keys.map { location.key($0) }[...]
    while !rest.isEmpty {
      let part = Array(rest.prefix(1000))
      rest = rest.dropFirst(part.count)
      var errors = try deletePart(part)
      // What it was too busy for.
      if !errors.isEmpty { errors = try deletePart(Array(errors.keys)) }
      guard let failed = errors.values.first else { continue }
      throw S3Error(
        code: failed.code == "AccessDenied" ? .accessDenied : .unavailable,
        message: "\(failed.code): \(failed.message)")
    }
  }

  private func deletePart(_ keys: [String]) throws(S3Error) -> [String: ErrorAnswer] {
    let list = DeleteList(keys)
    let response = try perform(
      Request(
        method: "POST", key: nil, query: [("delete", "")], headers: list.headers, body: list.body)
    ).response
    return try ofAnswer { () throws(XMLFault) in try DeleteResult(response.body) }.errors
  }

  /// A page of a listing (ListObjectsV2): up to 1,000 keys, sorted.
  ///
  /// - Parameters:
  ///   - prefix: what keys begin with.
  ///   - byDirectory: whether what is behind the next slash is one common prefix.
  ///   - start: keys after this one alone.
  ///   - token: what the page before it says.
  func list(
    _ prefix: String, byDirectory: Bool, after start: String? = nil, token: String? = nil,
    limit: Int = 1000
  ) throws(S3Error) -> ListResult {
    var query = [
      ("encoding-type", "url"), ("list-type", "2"), ("max-keys", "\(limit)"),
      ("prefix", location.key(prefix)),
    ]
    if byDirectory { query.append(("delimiter", "/")) }
    if let token {
      query.append(("continuation-token", token))
    } else if let start {
      query.append(("start-after", location.key(start)))
    }
    let response = try perform(
      Request(method: "GET", key: nil, query: query.map { (name: $0.0, value: $0.1) })
    ).response
    return try ofAnswer { () throws(XMLFault) in try ListResult(response.body) }
  }

  /// The pages of a listing, as long as the body wants more.
  ///
  /// - Throws: also when keys don't ascend from page to page: whoever repeats itself never ends, and of
  ///   what isn't sorted nobody knows that it is whole.
  func pages(
    _ prefix: String, byDirectory: Bool, after start: String? = nil,
    _ body: (ListResult) -> Bool
  ) throws(S3Error) {
    var (token, last): (String?, String?)
    repeat {
      let page = try list(prefix, byDirectory: byDirectory, after: start, token: token)
      let names = page.objects.map(\.key) + page.commonPrefixes
      if let last, let first = names.min(by: S3Client.precedes), !S3Client.precedes(last, first) {
        throw S3Error(code: .unavailable, message: "a listing whose keys aren't sorted")
      }
      last = names.max(by: S3Client.precedes) ?? last
      token = body(page) ? page.continuationToken : nil
    } while token != nil
  }

  private static func precedes(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }

  private func ofAnswer<Result>(
    _ body: () throws(XMLFault) -> Result
  ) throws(S3Error) -> Result {
    do throws(XMLFault) {
      return try body()
    } catch {
      throw S3Error(code: .unavailable, message: "an answer that can't be read: \(error)")
    }
  }
}
