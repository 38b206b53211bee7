import Glibc
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

  /// The fewest summaries that are summed up for later: the sum of four captures of a service has
  /// 63 % of their edges and is one file to read.
  static let summarisedInputs = 4

  /// How long after other hosts were asked for a part they aren't asked again: who then wants it has
  /// made it. And how many parts of which is remembered that; and how many are asked for at a time.
  static let sharedPause: Duration = .seconds(60)
  static let askedParts = 65_536
  static let adoptedParts = 32

  /// The fewest captures that are merged for later: the merge of eight captures of a service has 41 %
  /// of their bytes, that of four 54 %.
  static let mergedInputs = 8

  /// How many captures may have come to a window since what it came to is no longer looked for. A
  /// look takes microseconds.
  static let rememberedBeginnings = 16

  /// How many captures are added up without these looks on disk, if their summaries are in memory:
  /// that takes a microsecond or two for each.
  static let quicklyAdded = 128

  /// How well the merges of days and hours are compressed: they are read back by us alone, and any
  /// level inflates as fast.
  static let partLevel = 1

  /// How often using a part is noted on disk, which is a write.
  static let partUse: Duration = .seconds(60)

  /// How much later a job that fills the cache begins: who waited for a result then has read it, and no core was taken
  /// from them.
  static let backgroundDelay: Duration = .milliseconds(5)

  /// How much later it begins at most, while others are waited for.
  static let longestBackgroundDelay: Duration = .seconds(5)

  /// Jobs that fill the cache, waiting: what is dropped is done when it is wanted.
  static let backgroundJobs = 4096

  /// Bytes of captures of a store that is far away, as stored, and of results that these jobs hold.
  static let backgroundBytes = 32 << 20

  /// Summaries that are in memory, in bytes: that of a service's hour takes 10,000, that of its day
  /// 60,000. And the names of functions that they share: those of 50 services.
  static let knownSummaryBytes = 8 << 20
  static let knownNameBytes = 4 << 20

  /// Summaries that are kept in one such job, and what they are taken to hold together.
  static let summaryBatch = 64
  static let summaryBatchBytes = 1 << 20

  /// Bytes of captures, as stored, that a merge keeps decoded for its second look at them: some ten
  /// times as many in memory.
  static let freshBytes = 1 << 20

  /// Threads that help all merges together to read and decode; each merge has its own as well, and
  /// what they read has to be merged on one.
  static let readingHelpers = 3

  /// The fewest items to be read that are worth waking a helper for.
  static let sharedItems = 4

  /// How often an event says that parts of windows aren't kept.
  static let cacheWarning: Duration = .seconds(3600)

  /// Merges at work at once. More than the machine has cores, because a merge may wait for its store,
  /// and the others must not wait with it.
  static let mergeThreads = 16

  /// Pins that are remembered: some 300 bytes each, beside their versions. Past it the oldest go.
  static let pins = 65_536

  /// How often pins that are over are looked for.
  static let pinThinning: Duration = .seconds(60)

  /// Ancestors that are asked for a pin: deeper process trees are runaway ones.
  static let ancestors = 64

  /// Processes that are remembered, each of which holds a descriptor: a build's ancestors, and those that
  /// open profiles just now.
  static let knownProcesses = 128

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

  /// The largest result that is kept in memory, where making a file on a disk takes as long as much
  /// of what makes a `.pgo`, and how many bytes of them at the most.
  static let smallResult = 1 << 16
  static let smallResultBytes = 16 << 20

  /// The bytes of a page of a file in memory.
  static let pageBytes = 4096

  /// Results that are kept, whatever their size: each holds a descriptor, and most of what the process
  /// may have is for others.
  static let viewResults: Int = {
    var limit = rlimit()
    let isKnown = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    return Int(min(4096, isKnown ? limit.rlim_cur / 4 : 256))
  }()

  /// Captures, and their bytes as stored, of which a session's thread makes call edges itself: nothing
  /// at hand, that takes a second, for which the session's end waits.
  static let capturesHere = 1024
  static let bytesHere = 16 << 20

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
