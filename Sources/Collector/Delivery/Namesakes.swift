import ProfileStore

extension CaptureName {
  /// The name itself and, for captures of one source and time that differ, those beside it:
  /// `…_pod-1-2.pprof`.
  var namesakes: [CaptureName] {
    [self]
      + (2...Limits.namesakes).map { number in
        CaptureName(time: time, source: "\(source.map { "\($0)-" } ?? "")\(number)")
      }
  }
}
