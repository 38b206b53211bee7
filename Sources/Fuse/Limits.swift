/// Every bound of this module, with its reason.
enum Limits {
  /// The most threads a session takes. Each holds a buffer of about 1 MiB.
  static let threads = 64

  /// How often an interrupted caller is looked at again. The kernel sends one interrupt per request,
  /// whatever follows it, so a SIGKILL after a harmless signal can only be seen by looking.
  static let callerPoll = Duration.milliseconds(50)

  /// How long the end of a session waits, after the file system's own, for requests that nobody
  /// has answered. Who waits gets ENOTCONN then.
  static let drain = Duration.seconds(5)

  /// How often threads that should end are woken: a signal that comes before the read does nothing.
  static let wake = Duration.milliseconds(5)

  /// Bytes of one line of libfuse's log; the rest is cut off.
  static let logLine = 1024

  /// Bytes read of `/proc/<thread>/status` (1.5 KiB as of Linux 6.18).
  static let statusFile = 8 << 10

  /// Bytes read of the mount table: some ten thousand mounts.
  static let mountTable = 4 << 20

  /// Bytes read of `/etc/fuse.conf`.
  static let configuration = 64 << 10

  /// Bytes kept of what a helper program says on stderr.
  static let helperOutput = 4 << 10
}
