/// The bounds of the tree, each with its reason. Sizes that a user may want to change are in
/// `TreeConfiguration`.
enum Limits {
  /// Contents that a merge opens before it starts, so that a capture deleted meanwhile doesn't stop
  /// it. Each is a descriptor; the rest are opened one by one.
  static let heldContents = 1024

  /// How often a view resolves its window anew because a capture was deleted before it was opened.
  /// Deletes come one by one, and a merge opens its captures in milliseconds.
  static let resolveAttempts = 16

  /// Merges at work at once. More would only share the cores.
  static let mergeThreads = 2

  /// Pins that are remembered: some 300 bytes each. Past it the oldest go.
  static let pins = 65_536

  /// Ancestors that are asked for a pin: deeper process trees are runaway ones.
  static let ancestors = 64

  /// Characters of the event log that are kept; the older half goes when it is full.
  static let eventLogBytes = 1 << 20

  /// Events of one line of text: a path can have 4,096 bytes.
  static let eventBytes = 8192

  /// Staged and scratch files at once: each holds a descriptor.
  static let stagedFiles = 4096

  /// Numbered names that a drop tries before it gives up.
  static let dropNames = 10_000

  /// Bytes at the start of a file that are looked at when they are written.
  static let checkedPrefix = 512

  /// Results that are kept, whatever their size: each holds a descriptor.
  static let viewResults = 4096

  /// Reasons that are kept of captures that were left out.
  static let leftOut = 65_536

  /// How long a dropped name still resolves to its capture.
  static let dropAlias: Duration = .seconds(60)
}
