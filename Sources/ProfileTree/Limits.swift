import ProfileStore

/// The bounds of the tree, each with its reason. Sizes that a user may want to change are in
/// `TreeConfiguration`.
enum Limits {
  /// The longest name in bytes, as Linux has it (NAME_MAX, limits.h).
  static let nameBytes = 255

  /// The longest source of a capture in bytes, by the grammar of captures.
  static let sourceBytes = 128

  /// The most units of one window. 100,000 weeks are 1,900 years, so that more is a slip of the
  /// keyboard; and no arithmetic on so few overflows.
  static let windowUnits: Int64 = 100_000

  /// The first instant that a drop's time is believed: pprof's profiles are no older.
  static let earliestDrop = Day(year: 2010, month: 1, day: 1)!.start

  /// How far ahead of its arrival a drop's time is believed, in milliseconds: clocks are set wrong by
  /// zones more often than by days.
  static let farthestAhead = Timestamp.day

  /// Contents that a merge opens before it starts, so that a capture deleted meanwhile doesn't stop
  /// it. Each is a descriptor; the rest are opened one by one.
  static let heldContents = 256

  /// How often something is tried that loses a race: against a delete before a capture was opened, a
  /// rename while apps are listed, another drop of the same name. What races comes one by one, and
  /// an attempt takes milliseconds.
  static let raceAttempts = 16

  /// Merges at work at once. More than the machine has cores, because a merge may wait for its store,
  /// and the others must not wait with it.
  static let mergeThreads = 16

  /// Pins that are remembered: some 300 bytes each, beside their versions. Past it the oldest go.
  static let pins = 65_536

  /// How often pins that are over are looked for.
  static let pinThinning: Duration = .seconds(60)

  /// Ancestors that are asked for a pin: deeper process trees are runaway ones.
  static let ancestors = 64

  /// Characters of the event log that are kept; the older half goes when it is full.
  static let eventLogBytes = 1 << 20

  /// Events of one line of text: a path can have 4,096 bytes.
  static let eventBytes = 8192

  /// Staged and scratch files at once, each of which may hold a descriptor, and dropped names: past
  /// it the oldest of these go.
  static let stagedFiles = 4096

  /// Bytes of a file being written that are kept in memory: most captures whole, a service's have 20
  /// to 60 KiB. With as many files as there may be it comes to 256 MiB.
  static let stagedInMemory = 64 << 10

  /// Numbered names that a drop tries before it gives up.
  static let dropNames = 10_000

  /// What a capture has at most of bytes in the digest that names a version: five words and its source.
  static let digestedBytes = 5 * 8 + sourceBytes

  /// Bytes at the start of a file that are looked at when they are written.
  static let checkedPrefix = 512

  /// Results that are kept, whatever their size: each holds a descriptor.
  static let viewResults = 4096

  /// Apps of which is remembered what was rejected today.
  static let rejectedApps = 4096

  /// Captures of which is remembered that they were left out.
  static let leftOut = 65_536

  /// How long the kernel may believe that a name stands for an inode, or that there is a directory.
  /// Changes that others make have to show within a second, and a store's listing has an age too. Long
  /// enough for find, which first reads all of a large directory and then asks for each name: one that
  /// it may not believe any more is a look-up.
  static let nameHold: Duration = .milliseconds(750)

  /// How long the kernel may believe the attributes of a stored file, which never change.
  static let contentHold: Duration = .seconds(60)

  /// How long a dropped name still resolves to its capture.
  static let dropAlias: Duration = .seconds(60)
}
