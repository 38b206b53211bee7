import CFuse3

/// The process behind a request.
public struct Caller: Hashable, Sendable {
  /// Its file system user.
  public let uid: UInt32

  /// Its file system group.
  public let gid: UInt32

  /// The id of the thread that asks, as /proc here shows it; 0 when it can't be seen from here (it is
  /// in another pid namespace) or when the kernel asks on its own account.
  public let thread: Int32

  /// Its umask, for mkdir and create; the kernel has applied it already. 0 otherwise.
  public let umask: UInt16

  /// A process that asks.
  public init(uid: UInt32, gid: UInt32, thread: Int32, umask: UInt16 = 0) {
    self.uid = uid
    self.gid = gid
    self.thread = thread
    self.umask = umask
  }

  init(_ context: fuse_ctx) {
    self.init(
      uid: context.uid, gid: context.gid, thread: context.pid,
      umask: UInt16(context.umask & 0o777))
  }
}
