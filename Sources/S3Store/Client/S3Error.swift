/// Why a bucket couldn't do what it was asked.
struct S3Error: Error, Hashable, Sendable {
  enum Code: Hashable, Sendable {
    /// There is no object of this key.
    case notFound
    /// The object is there where none was expected, or is another one.
    case preconditionFailed
    /// Another write came between, or ended what was begun.
    case conflict
    /// Our credentials are refused, or don't allow this.
    case accessDenied
    /// The bucket, its region or our clock is not what the settings say.
    case misconfigured
    /// No answer within the time, however often it was asked.
    case timedOut
    /// Anything else.
    case unavailable
  }

  let code: Code
  /// What went wrong and what to do; never a secret.
  let message: String
  /// Whether an earlier try may have been carried out although its answer was lost.
  var mayHaveBeenDone = false
}
