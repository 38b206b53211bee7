import CFuse3
import Glibc
import Synchronization

/// A mounted file system and the threads that serve it.
///
/// The process must not touch its own mount: not from these threads, and better not at all.
public final class Session: Sendable {
  /// Threads that read requests, unless told otherwise. Operations must not make them wait long, so
  /// a few are enough; more than one, so that what waits a little doesn't hold up an `ls`.
  public static let defaultThreads = 4

  let core: SessionCore
  // Unchecked: libfuse's session is made for several threads; `run` alone ends it.
  nonisolated(unsafe) let raw: OpaquePointer
  let point: MountPoint
  let device: String?
  let threadCount: Int
  private let started = Atomic(false)

  /// Mounts a file system. It answers once `run` serves it; until then whoever touches it waits.
  ///
  /// No thread is started before `run`, so a daemon may fork between the two: the child runs the
  /// session, and the parent leaves by `_exit`, since a session that ends without a run unmounts.
  /// What a daemon that died left mounted there is unmounted first.
  /// - Parameters:
  ///   - threads: how many threads read requests, 1 to 64.
  ///   - log: what is worth knowing but has nobody to be told; from any thread.
  /// - Throws: what is wrong with the mount point, the options, the user's rights or the system.
  public init(
    _ operations: any FileSystemOperations, at mountPoint: String, options: MountOptions,
    threads: Int = Session.defaultThreads, log: @escaping SessionLog
  ) throws(SessionError) {
    point = try MountPoint(mountPoint)
    let argument = try options.argument()
    try MountPermission.check(options)
    try point.prepare(subtype: options.subtype, log: log)
    threadCount = min(max(threads, 1), Limits.threads)
    core = try SessionCore(operations, log: log)
    raw = try Session.mount(core, at: point, argument)
    device = try? MountTable.current().mount(at: point.path)?.device
    LibraryLog.redirect(to: log)
  }

  deinit {
    guard !started.load(ordering: .relaxed) else { return }
    fuse_session_unmount(raw)
    fuse_session_destroy(raw)
  }

  /// Serves the mount, on threads of its own, until it is unmounted or stopped. Call it once.
  ///
  /// `onReady` is called on this thread when the mount can be used. At the end the mount is gone, the
  /// file system's `sessionWillEnd` has returned, and no operation is called any more.
  /// - Throws: if the mount never became ready.
  public func run(onReady: () -> Void = {}) throws(SessionError) {
    try run(drainLimit: Limits.drain, onReady: onReady)
  }

  func run(drainLimit: Duration, onReady: () -> Void) throws(SessionError) {
    precondition(!started.exchange(true, ordering: .relaxed), "a session runs once")
    ServiceThread.allowWaking()
    var threads: [ServiceThread] = []
    var watch: ServiceThread?
    var failure: SessionError?
    do {
      watch = try ServiceThread("fuse-callers") { [core] in core.callers.run() }
      try serve(&threads, onReady: onReady)
    } catch {
      failure = error
    }
    detach()
    end(threads)
    core.operations.sessionWillEnd()
    let isDrained = core.drain(for: drainLimit)
    core.callers.stop()
    watch?.join()
    close(isDrained: isDrained)
    if let failure { throw failure }
  }

  /// Ends `run`, from any thread: the mount leaves the tree, what is under way is finished, and who
  /// still has a file open gets ENOTCONN, unless the kernel reads it from a backing file. Returns at
  /// once.
  public func stop() { core.stop() }
}
