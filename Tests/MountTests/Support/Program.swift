import Glibc
import TestSupport

/// The pgofs program itself, with an empty store and a mount point: scripts see it as `$PGOFS`, and
/// the rest as `Mounted` shows it.
final class Program: Sendable {
  let directory = TemporaryDirectory()
  let mountPoint: String
  let storePath: String

  /// Built with the tests, in the directory of their bundle.
  static let path =
    executable.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/pgofs"

  private static let executable: String = {
    let resolved = realpath("/proc/self/exe", nil)!
    defer { free(resolved) }
    return String(cString: resolved)
  }()

  init() throws {
    mountPoint = directory.directory("mnt")
    storePath = directory.directory("store")
    _ = directory.directory("work")
    precondition(access(Program.path, X_OK) == 0, "\(Program.path) isn't there: build the package")
  }

  /// Runs a bash script to its end.
  @discardableResult
  func sh(_ script: String, limit: Int = 120) -> Shell.Output {
    start(script, limit: limit).wait()
  }

  /// Starts a bash script.
  func start(_ script: String, limit: Int = 120) -> Shell {
    let own = [
      "PGOFS": Program.path, "M": mountPoint, "S": storePath, "W": "\(directory.path)/work",
    ]
    return Shell(
      script, environment: own.merging(ScriptEnvironment.variables(for: script)) { $1 },
      limit: limit)
  }
}
