extension HTTPResponse {
  /// The answer with the status that it would have, had that waited for the end: "a 200 OK response can
  /// contain either a success or an error" (CompleteMultipartUpload, Amazon S3 API Reference).
  var withLateStatus: HTTPResponse {
    guard (200..<300).contains(status), let error = ErrorAnswer(body) else { return self }
    let late =
      switch error.code {
      case "PreconditionFailed": 412
      case "ConditionalRequestConflict": 409
      case "NoSuchUpload", "NoSuchBucket": 404
      case "AccessDenied": 403
      default: 500
      }
    return HTTPResponse(status: late, headers: headers, body: body)
  }
}
