import Command
import Fuse
import Glibc
import ProfileStore
import ProfileTree
import TestSupport
import Threads

@testable import pgofs

/// A store, mounted for real in this process, with a clock that the test moves. Only other processes
/// may touch the mount: scripts see it as `$M`, the local store as `$S`, a scratch directory as `$W`,
/// the cache directory as `$C`, and the rest as `ScriptEnvironment` says.
final class Mounted: Sendable {
  let directory = TemporaryDirectory()
  let path: String
  let storePath: String
  let clock: TestClock
  let tree: ProfileTree
  private let session: Session
  private let storeOwner: Mounted?
  private let ended = Flag()

  /// Mounts a local store, or another one that the test wraps around it: one of its own, or that of
  /// another mount.
  init(
    clock: TestClock = TestClock(), options: [String] = [], storeOf other: Mounted? = nil,
    wrapping: (LocalStore) -> any ProfileStore = { $0 }
  ) throws {
    self.clock = clock
    storeOwner = other
    path = directory.directory("mnt")
    storePath = other?.storePath ?? directory.directory("store")
    _ = directory.directory("work")
    var settings = try MountSettings(options: options)
    settings.tree.cacheDirectory = directory.directory("cache")
    let mounted = try MountedTree(
      wrapping(try LocalStore(path: storePath)), named: "store", at: path, settings, clock: clock,
      log: .silent)
    (tree, session) = (mounted.tree, mounted.session)
    let ready = Flag()
    startThread { [session, ended] in
      try? session.run { ready.raise() }
      ready.raise()
      ended.raise()
    }
    ready.wait()
  }

  deinit { unmount() }

  /// How many merges it started so far.
  var mergesStarted: Int { tree.mergesStarted }

  /// Ends the mount and waits until it has ended.
  func unmount() {
    session.stop()
    ended.wait()
    tree.finishBackgroundWork()
  }

  /// Runs a bash script to its end.
  @discardableResult
  func sh(_ script: String, limit: Int = 120) -> Shell.Output {
    start(script, limit: limit).wait()
  }

  /// Starts a bash script.
  func start(_ script: String, limit: Int = 120) -> Shell {
    let own = [
      "M": path, "S": storePath, "W": "\(directory.path)/work", "C": "\(directory.path)/cache",
    ]
    return Shell(
      script, environment: own.merging(ScriptEnvironment.variables(for: script)) { $1 },
      limit: limit)
  }
}
