import FoundationEssentials

/// What one try came to that didn't work.
struct Failure {
  /// What it is, should it be the last.
  let error: S3Error
  /// Whether the same may work in a moment. A 5xx or a time-out never means that something isn't there.
  let isPassing: Bool
  /// Whether the other side asks for fewer requests.
  var asksForLess = false
  /// Whether other credentials may be taken.
  var refusesCredentials = false

  /// No answer.
  init(_ error: TransportError) {
    isPassing = error.kind != .untrusted
    self.error = S3Error(
      code: error.kind == .untrusted ? .misconfigured : .timedOut, message: error.message)
  }

  /// No credentials.
  init(_ error: CredentialError) {
    isPassing = error.kind == .unavailable
    self.error = S3Error(
      code: error.kind == .unavailable ? .timedOut : .accessDenied, message: "\(error)")
  }

  /// An answer that says no (Amazon S3 API Reference, "Error responses").
  init(_ response: HTTPResponse, to request: S3Client.Request, of location: S3Location) {
    let answer = ErrorAnswer(response.body)
    let code = answer?.code ?? ""
    let words = answer.map { "\($0.code): \($0.message)" } ?? "HTTP \(response.status)"
    asksForLess = code == "SlowDown" || response.status == 503 || response.status == 429
    switch (response.status, code) {
    case (_, "NoSuchBucket"):
      error = S3Error(
        code: .misconfigured, message: "there is no bucket \(location.bucket); make it first")
    case (_, "RequestTimeTooSkewed"):
      error = S3Error(code: .misconfigured, message: Failure.skew(response))
    case (_, "InvalidAccessKeyId"), (_, "SignatureDoesNotMatch"), (_, "ExpiredToken"),
      (_, "InvalidToken"):
      error = S3Error(code: .accessDenied, message: "the credentials are refused: \(words)")
      refusesCredentials = true
    case (301, _), (400, "AuthorizationHeaderMalformed"), (_, "PermanentRedirect"):
      error = S3Error(
        code: .misconfigured, message: Failure.elsewhere(response, answer, location, words))
    case (401, _), (403, _):
      error = S3Error(code: .accessDenied, message: "the credentials don't allow this: \(words)")
    // Another write came between.
    case (409, _): error = S3Error(code: .conflict, message: words)
    case (404, "NoSuchUpload"): error = S3Error(code: .conflict, message: words)
    case (404, "NoSuchKey"): error = S3Error(code: .notFound, message: words)
    // To HEAD there is no body. Any other 404 is somebody's on the way, who knows nothing of keys.
    case (404, "") where request.key != nil && response.body.isEmpty:
      error = S3Error(code: .notFound, message: words)
    case (404, _):
      error = S3Error(code: .unavailable, message: "\(words), which isn't the store's answer")
    case (412, _): error = S3Error(code: .preconditionFailed, message: words)
    default: error = S3Error(code: .unavailable, message: words)
    }
    isPassing =
      response.status >= 500 || response.status == 429 || response.status == 408
      || (response.status == 404 && error.code == .unavailable)
      || code == "RequestTimeout"
      // Two conditional writes at once: one of them goes first (S3 User Guide, "Conditional writes").
      || (response.status == 409 && !request.isCompletion)
  }

  private static func skew(_ response: HTTPResponse) -> String {
    "this machine's clock differs from the store's"
      + (response.headers["date"].map { ", where it is \($0)" } ?? "") + "; set it"
  }

  private static func elsewhere(
    _ response: HTTPResponse, _ answer: ErrorAnswer?, _ location: S3Location, _ words: String
  ) -> String {
    guard let region = response.headers["x-amz-bucket-region"] ?? answer?.region else {
      return "the bucket \(location.bucket) is elsewhere: \(words)"
    }
    return "the bucket \(location.bucket) is in \(region), not in \(location.region);"
      + " add ?region=\(region)"
  }

  /// The error, as that of the last try.
  func error(mayHaveBeenDone: Bool) -> S3Error {
    var error = error
    error.mayHaveBeenDone = mayHaveBeenDone
    return error
  }
}
