import Pprof

/// Makes captures of bytes that were answered: checked as a mount checks them, so that nothing bad is
/// ever written, and without the labels that are to go.
///
/// An actor: one at a time, for each may need its inflated size in memory.
actor Inspection {
  /// What can be stored.
  struct Result: Sendable {
    let bytes: [UInt8]
    let samples: Int
  }

  private let maxInflated: Int
  private let removedLabels: RemovedLabels?

  init(maxInflated: Int, removing labels: RemovedLabels?) {
    self.maxInflated = maxInflated
    removedLabels = labels
  }

  func inspect(_ body: Body) throws(CaptureFailure) -> Result {
    let bytes = body.bytes
    do throws(ProfileError) {
      let profile = try Profile(parsing: bytes, maxInflated: maxInflated)
      try profile.checkCapture()
      return Result(
        bytes: try removedLabels.map { labels throws(ProfileError) in
          try profile.removing(labels)
        } ?? bytes, samples: profile.sampleCount)
    } catch {
      throw CaptureFailure(error)
    }
  }
}
