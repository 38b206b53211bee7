import ProfileStore

/// Which captures of an app may go.
struct AppPlan: Sendable {
  let app: AppPath

  /// From this one on they are the app's newest, and stay; nil when none is protected.
  var protectedFrom: CaptureName?

  /// The time of the newest capture, where a window is counted from it.
  var newest: Timestamp?

  /// The time whose captures go, whatever their size.
  var named: [Range<Timestamp>] = []

  /// Those that aren't among the newest; they come first.
  func unprotected(_ captures: [StoredCapture]) -> ArraySlice<StoredCapture> {
    guard let protectedFrom else { return captures[...] }
    return captures.prefix { $0.name < protectedFrom }
  }
}
