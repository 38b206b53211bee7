import TestSupport

/// The pgofs program itself, with an empty store and a mount point: scripts see it as `$PGOFS`, and
/// the rest as `Mounted` shows it.
final class Program: Sendable {
  let directory = TemporaryDirectory()
  let mountPoint: String
  let store: TestStore

  /// The program's path.
  static let path = BuiltProgram.path("pgofs")

  init() throws {
    mountPoint = directory.directory("mnt")
    store = TestStore(in: directory)
    _ = directory.directory("work")
  }

  /// Runs a bash script to its end.
  @discardableResult
  func sh(_ script: String, limit: Int = 120) -> Shell.Output {
    start(script, limit: limit).wait()
  }

  /// Starts a bash script.
  func start(_ script: String, limit: Int = 120) -> Shell {
    let own = ["PGOFS": Program.path, "M": mountPoint, "W": "\(directory.path)/work"]
    let shared = ScriptEnvironment.variables(for: script)
    return Shell(
      store.functions + script,
      environment: own.merging(store.environment) { $1 }.merging(shared) { $1 }, limit: limit)
  }
}
