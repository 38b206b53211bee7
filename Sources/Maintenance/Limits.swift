/// The bounds of what looks after a store, each with its reason.
enum Limits {
  /// Captures of which a span holds fewer are listed with those of more days the next time: a bucket
  /// lists a thousand a request.
  static let sparseSpan = 4096

  /// The most days in a span: a fleet of a thousand instances has a million and a half captures in
  /// them, 100 MB.
  static let daysPerSpan = 32

  /// Captures that are worked on together. Their verdicts are in memory until they are told in order.
  static let batch = 1024

  /// Captures that one request to a bucket deletes (DeleteObjects).
  static let deletions = 1000

  /// Threads that decode captures, each of which may take some hundred megabytes of a profile that
  /// is as large as it may be.
  static let decoders = 8

  /// Captures that are imported at once: each waits for the network or a disk most of the time.
  static let imports = 16

  /// Files that can't be read before it is the store that can't, and not a bad block.
  static let unreadable = 100

  /// How often something is tried that loses a race against whoever else changes the store.
  static let raceAttempts = 16

  /// Names in a directory that pgolib wrote: a capture a second for a month and a half.
  static let names = 1 << 22

  /// Numbered names that a capture tries before it is given up: as many of one millisecond are
  /// a mistake.
  static let numbers = 1000

  /// How far ahead of now the time in a name is believed, in milliseconds: the day that the mount
  /// allows too.
  static let farthestAhead: Int64 = 86_400_000
}
