/// Why a file system couldn't be mounted, served or unmounted.
public struct SessionError: Error, Hashable, Sendable {
  /// The kinds of failure that callers tell apart.
  public enum Code: Hashable, Sendable {
    /// The mount point isn't there, or can't be reached.
    case noMountPoint
    /// This file system is already mounted there.
    case alreadyMounted
    /// A mount option is unknown, or isn't allowed.
    case invalidOption
    /// There is no FUSE here: no device, or no helper program.
    case unavailable
    /// The user may not.
    case notPermitted
    /// Nothing is mounted there.
    case notMounted
    /// Something else is mounted there.
    case otherFileSystem
    /// Someone uses the mount.
    case busy
    /// Anything else.
    case failed
  }

  /// What kind of failure it is.
  public let code: Code

  /// What was wrong, where, and what to do.
  public let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}

extension SessionError: CustomStringConvertible {
  /// The message.
  public var description: String { message }
}
