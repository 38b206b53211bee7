import Synchronization
import Threads

// An object that is put in parts, of which one that fails is sent again, and not all ("Uploading and
// copying objects using multipart upload" in the Amazon S3 User Guide). It is there once the upload is
// completed, and only then is the condition looked at.
extension S3Client {
  /// Writes an object in parts and returns its entity tag; nil when the answer hasn't any.
  func put(
    _ key: String, _ bytes: [UInt8], in parts: [Range<Int>], if condition: WriteCondition
  ) throws(S3Error) -> EntityTag? {
    do throws(S3Error) {
      return try upload(key, bytes, in: parts, if: condition)
    } catch {
      // "On a 409 failure you should re-initiate the multipart upload" (CompleteMultipartUpload).
      guard error.code == .conflict, !error.mayHaveBeenDone else { throw error }
      return try upload(key, bytes, in: parts, if: condition)
    }
  }

  private struct Upload {
    let key: String
    let id: String
    /// When a last try begins.
    let deadline: ContinuousClock.Instant

    func request(
      _ method: String, _ query: [(name: String, value: String)] = []
    ) -> Request {
      Request(method: method, key: key, query: query + [("uploadId", id)])
    }
  }

  private func upload(
    _ key: String, _ bytes: [UInt8], in parts: [Range<Int>], if condition: WriteCondition
  ) throws(S3Error) -> EntityTag? {
    let upload = try begin(key, by: deadline(moving: bytes.count))
    do throws(S3Error) {
      let tags = try send(bytes, in: parts, of: upload)
      return try complete(upload, tags, size: bytes.count, if: condition)
    } catch {
      // What may be completed at this moment isn't taken back.
      if !error.mayHaveBeenDone { abort(upload) }
      throw error
    }
  }

  private func begin(
    _ key: String, by deadline: ContinuousClock.Instant
  ) throws(S3Error) -> Upload {
    let answer = try withoutObject { () throws(S3Error) in
      try perform(Request(method: "POST", key: key, query: [("uploads", "")]), by: deadline)
    }
    let id = try ofAnswer { () throws(XMLFault) in try UploadBegun(answer.response.body) }.id
    return Upload(key: key, id: id, deadline: deadline)
  }

  private func send(
    _ bytes: [UInt8], in parts: [Range<Int>], of upload: Upload
  ) throws(S3Error) -> [EntityTag] {
    let results = Mutex<[Int: Result<EntityTag, S3Error>]>([:])
    ThreadGroup.run(count: parts.count, threads: Limits.partsAtOnce) { number in
      let hasFailed = results.withLock { $0.values.contains { (try? $0.get()) == nil } }
      guard !hasFailed else { return }
      let result = Result { () throws(S3Error) in
        try send(Array(bytes[parts[number]]), as: number + 1, of: upload)
      }
      results.withLock { $0[number] = result }
    }
    let sent = results.withLock { $0 }
    var tags: [EntityTag] = []
    // What is missing wasn't sent because another failed.
    for number in parts.indices {
      if let result = sent[number] { tags.append(try result.get()) }
    }
    return tags
  }

  private func send(
    _ part: [UInt8], as number: Int, of upload: Upload
  ) throws(S3Error) -> EntityTag {
    var request = upload.request("PUT", [("partNumber", "\(number)")])
    request.headers = [ContentMD5.header(of: part)]
    request.body = part
    request.size = part.count
    let answer = try withoutObject { () throws(S3Error) in
      try perform(request, by: upload.deadline)
    }
    guard let tag = answer.response.headers["etag"] else {
      throw S3Error(code: .unavailable, message: "a part has no ETag")
    }
    return EntityTag(tag)
  }

  private func complete(
    _ upload: Upload, _ tags: [EntityTag], size: Int, if condition: WriteCondition
  ) throws(S3Error) -> EntityTag? {
    var request = upload.request("POST")
    request.headers = condition.headers
    request.body = PartList(tags).body
    request.size = size
    request.isCompletion = true
    let answer = try perform(request, by: upload.deadline)
    do throws(S3Error) {
      return try ofAnswer { () throws(XMLFault) in try UploadCompleted(answer.response.body) }
        .entityTag
    } catch {
      throw error.withObject(true)
    }
  }

  // Parts of an upload that nobody ends stay, and cost, until the bucket's rules remove them.
  private func abort(_ upload: Upload) {
    _ = try? perform(upload.request("DELETE"), by: .now + Limits.abortTime)
  }

  // Whatever becomes of it, there is no object yet.
  private func withoutObject<Result>(
    _ body: () throws(S3Error) -> Result
  ) throws(S3Error) -> Result {
    do throws(S3Error) {
      return try body()
    } catch {
      throw error.withObject(false)
    }
  }
}

extension S3Error {
  fileprivate func withObject(_ mayBeThere: Bool) -> S3Error {
    var error = self
    error.mayHaveBeenDone = mayBeThere
    return error
  }
}
