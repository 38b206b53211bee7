public import ProfileStore

/// One process, where its CPU profile is to be had, and how often it is taken.
public struct Target: Hashable, Sendable {
  /// The app that its captures are filed under.
  public let app: AppPath

  /// What tells it from other instances of the app.
  public let source: String

  /// Where the profile is asked for.
  public let url: ProfileURL

  /// The time from the start of one capture to the start of the next.
  public let interval: Duration

  /// How long a capture takes, in seconds; shorter than the interval.
  public let seconds: Int
}
