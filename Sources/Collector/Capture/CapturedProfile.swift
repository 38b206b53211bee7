import ProfileStore

/// A capture that has to be written.
struct CapturedProfile: Sendable {
  /// The app that it is filed under.
  let app: AppPath
  /// Whose it is.
  let source: String
  /// Its name; says when it began and where.
  let name: CaptureName
  /// The profile.
  let bytes: [UInt8]
  /// How many samples it has.
  let samples: Int
  /// How long it took to get it.
  let elapsed: Duration
}
