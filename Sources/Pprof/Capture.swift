extension Profile {
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
    // Nearly always a bound that needs no look at the samples is enough.
    let deepest = locations.reduce(0) { max($0, $1.lineRange.count) }
    if deepest == 0 || sampleCount <= Limits.edgeFrames / (2 * deepest) { return }
    var frames = 0
    for sample in 0..<samples.count {
      for location in samples.locationRange(sample).prefix(2) {
        frames += locations[Int(samples.locations[location])].lineRange.count
      }
      guard frames <= Limits.edgeFrames else {
        throw ProfileError(
          .tooLarge, "the samples hold more than \(Limits.edgeFrames) inlined frames")
      }
    }
  }
}
