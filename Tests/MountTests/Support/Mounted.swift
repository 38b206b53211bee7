import Command
import Fuse
import Glibc
import ProfileStore
import ProfileTree
import TestSupport
import Threads

@testable import pgofs

/// A store, mounted for real in this process, with a clock that the test moves. Only other processes
/// may touch the mount: scripts see it as `$M`, the store as `$S`, a scratch directory as `$W`,
/// the cache directory as `$C`, and the rest as `BehindTheMount` and `ScriptEnvironment` say.
final class Mounted: Sendable {
  let directory = TemporaryDirectory()
  let path: String
  let store: TestStore
  let clock: TestClock
  let tree: ProfileTree
  private let session: Session
  private let storeOwner: Mounted?
  private let ended = Flag()

  /// Mounts a store, or another one that the test wraps around it: one of its own, or that of another
  /// mount.
  init(
    clock: TestClock = TestClock(), options: [String] = [], storeOf other: Mounted? = nil,
    wrapping: (any ProfileStore) -> any ProfileStore = { $0 }
  ) throws {
    self.clock = clock
    storeOwner = other
    path = directory.directory("mnt")
    store = other?.store ?? TestStore(in: directory)
    _ = directory.directory("work")
    var settings = try MountSettings(options: options)
    settings.tree.cacheDirectory = directory.directory("cache")
    let mounted = try MountedTree(
      wrapping(try store.open(refresh: settings.refresh)), named: "store", at: path, settings,
      clock: clock, log: .silent)
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
    let own = ["M": path, "W": "\(directory.path)/work", "C": "\(directory.path)/cache"]
    let shared = ScriptEnvironment.variables(for: script)
    return Shell(
      store.functions + script,
      environment: own.merging(store.environment) { $1 }.merging(shared) { $1 }, limit: limit)
  }
}
