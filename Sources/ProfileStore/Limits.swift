/// Every bound of this module, with its reason.
enum Limits {
  /// Names and statuses of captures that the local store keeps in memory, over all its days: a window
  /// of some months of a fleet. At 56 bytes each it comes to 15 MB. The same again for names of apps
  /// and days, and for pinned files, of which there are few.
  static let cachedEntries = 262_144

  /// The most names in one directory. Twelve captures a second all day long stay below; more is a
  /// directory that isn't ours, and must not become an allocation of any size.
  static let entriesPerDirectory = 1 << 20

  /// How long a file's status in a listing is believed. A file that is overwritten in place doesn't
  /// change its directory, and changes behind the mount have to show within a second, of which the
  /// kernel takes three quarters.
  static let statusAge: Duration = .milliseconds(200)

  /// How much older than its listing a directory's last change must be for the listing to be used
  /// again. The kernel stamps changes with the time of its last tick, up to 10 ms ago, so that two
  /// changes within a tick look like one.
  static let racyNanoseconds: Int64 = 20_000_000

  /// How often a directory is read at most because it changes meanwhile. The last time keeps writers
  /// out, which readers otherwise never do.
  static let listingAttempts = 3

  /// Directories that are remembered to be durable: the days that a fleet writes to, some 50 bytes
  /// each. Past it they are synchronized once more.
  static let durableDirectories = 8192

  /// How often a save makes its day again after someone removed it meanwhile.
  static let writeAttempts = 8

  /// How long a change waits for another one of the same directory. Each holds the lock for a few
  /// system calls; who holds it for longer is stopped or hangs on its disk.
  static let lockWait: Duration = .seconds(10)

  /// The age from which a temporary file is what a crash left. Writing one takes seconds; a writer
  /// that is slower loses its file, and reports so. In milliseconds.
  static let leftoverAge = Timestamp.hour
}
