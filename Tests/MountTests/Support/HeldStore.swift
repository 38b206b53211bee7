import Glibc
import ProfileStore
import TestSupport

/// A mount whose store answers no load before it is released.
final class HeldStore: Sendable {
  let faults = Faults()
  let mounted: Mounted
  private let released = Flag()

  init() throws {
    mounted = try Mounted(wrapping: faults.wrap)
    mounted.seed()
    faults.store.setFault { [released] operation in
      if operation.kind == .load { released.wait() }
      return nil
    }
  }

  /// Lets the loads go on.
  func release() { released.raise() }

  /// Starts a command of bash that comes to wait for a merge of `$F`, and returns its process.
  func start(_ command: String) -> (process: pid_t, shell: Shell) {
    let shell = mounted.start(
      """
      F=$M/sample/merged/last24h.pprof
      \(command) & echo $!; wait $!; status=$?; wait; exit $status
      """)
    waitUntil { faults.store.calls(.load) > 0 && shell.outputSoFar.contains("\n") }
    return (pid_t(shell.outputSoFar.prefix { $0 != "\n" }) ?? -1, shell)
  }

  deinit { released.raise() }
}
