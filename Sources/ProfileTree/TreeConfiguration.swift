/// What a user can choose about a tree; the defaults are those of the mount options.
public struct TreeConfiguration: Sendable {
  /// The largest profile that is taken, in bytes as written.
  public var maxProfile = 64 << 20

  /// The largest profile that is taken, in bytes once inflated.
  public var maxInflated = 256 << 20

  /// How long after a whole unit of time `last…`, `newest…` and `yesterday` move, in milliseconds:
  /// the captures that were running have landed by then.
  public var settle: Int64 = 5 * 60_000

  /// Where parts of windows are kept, and, in files without names, computed and staged bytes. Nil is
  /// memory for these, and no parts.
  public var cacheDirectory: String?

  /// How many bytes of computed files and parts of windows are kept, half of either.
  public var cacheSize = 2 << 30

  /// Whether parts of windows are kept in the store too, for other hosts.
  public var sharesParts = true

  /// Permission bits that no file or directory gets.
  public var umask: UInt16 = 0o022

  /// Whether a process and its descendants see one version of a merged file. Off, every look-up
  /// gives the newest.
  public var pins = true

  /// The program's version, for `status.json`.
  public var version = ""

  /// The defaults.
  public init() {}
}
