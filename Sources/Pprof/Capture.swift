extension Profile {
  /// The most stack frames that a capture's samples may hold in their two innermost locations,
  /// where the call edges are: it bounds the work of an edge table. A capture of an hour on a
  /// hundred cores has a tenth of it.
  static let maxEdgeFrames = 1 << 28

  /// Whether the profile can be stored as a capture.
  ///
  /// - Throws: `notCPUProfile`, `noSamples`, or `tooLarge` when its samples hold more inlined calls
  ///   than any real program has.
  public func checkCapture() throws(ProfileError) {
    guard schema.weightIndex != nil else {
      throw ProfileError(
        .notCPUProfile,
        "not a CPU profile: it has \(schema), and neither samples/count nor cpu/nanoseconds")
    }
    guard sampleCount > 0 else {
      throw ProfileError(.noSamples, "the CPU profile has no samples: the process was idle")
    }
    var frames = 0
    for sample in 0..<samples.count {
      for location in samples.locationRange(sample).prefix(2) {
        frames += locations[Int(samples.locations[location])].lineRange.count
      }
      guard frames <= Self.maxEdgeFrames else {
        throw ProfileError(
          .tooLarge, "the samples hold more than \(Self.maxEdgeFrames) inlined frames")
      }
    }
  }
}
