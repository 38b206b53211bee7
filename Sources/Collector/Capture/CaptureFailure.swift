import Pprof

/// Why there is no capture.
struct CaptureFailure: Error, Sendable {
  /// The kinds of failure that people count and look for; the raw value names them in log and metrics.
  enum Reason: String, CaseIterable, Sendable {
    /// No connection.
    case unreachable
    /// No whole answer in time.
    case timedOut = "timed_out"
    /// The answer ends in the middle.
    case cutOff = "cut_off"
    /// No trust, on either side.
    case tls
    /// The process is being profiled already.
    case busy
    /// No HTTP.
    case notHTTP = "not_http"
    /// An answer that says no.
    case httpError = "http_error"
    /// The answer asks for credentials, or for others.
    case unauthorized
    /// To another host, or too often.
    case redirected
    /// More bytes than the limit, as sent or inflated.
    case tooLarge = "too_large"
    /// HTML, text, nothing.
    case notAProfile = "not_a_profile"
    /// A heap profile or another.
    case wrongKind = "wrong_kind"
    /// A truncated or damaged profile.
    case torn
    /// The process was idle.
    case noSamples = "no_samples"
    /// We can't ask: a credential can't be read.
    case credentials
    /// The collector ends.
    case cancelled
  }

  let reason: Reason
  let message: String
  /// How often one capture is tried at most that fails so.
  let tries: Int

  init(_ reason: Reason, _ message: String) {
    self.init(reason, message, tries: reason.tries)
  }

  init(_ reason: Reason, _ message: String, tries: Int) {
    self.reason = reason
    self.message = message
    self.tries = tries
  }

  static let cancelled = CaptureFailure(.cancelled, "the collector ends")

  /// What is wrong with the bytes.
  init(_ error: ProfileError) {
    let reason: Reason =
      switch error.kind {
      case .empty, .notAProfile: .notAProfile
      case .notCPUProfile, .incompatible: .wrongKind
      case .truncated, .corrupt: .torn
      case .noSamples: .noSamples
      case .tooLarge: .tooLarge
      }
    self.init(reason, error.message)
  }
}

extension CaptureFailure.Reason {
  // Each try may be a whole profile for the process. Where none began there are more.
  fileprivate var tries: Int {
    switch self {
    case .unreachable, .busy: Limits.attempts
    case .cutOff: 2
    default: 1
    }
  }
}
