import Glibc
import TestSupport
import Testing

/// The pgocollect program, running.
final class CollectorProgram: Sendable {
  private let program: RunningProgram
  private let mount: ProfileMount?

  /// Starts it with these arguments, between which there are spaces. The mount stays as long as it.
  init(
    _ arguments: String, environment: [String: String] = [:], with mount: ProfileMount? = nil
  ) throws {
    self.mount = mount
    let words = arguments.split(separator: " ").map(String.init)
    program = try RunningProgram(
      [BuiltProgram.path("pgocollect")] + words, environment: environment)
  }

  deinit { program.kill() }

  /// Its id.
  var process: pid_t { program.process }

  /// Whether it hasn't ended.
  var isRunning: Bool { program.isRunning }

  /// What it has logged so far.
  var log: Log { Log(program.error) }

  /// All that it has written, to stdout too.
  var output: String { program.output + program.error }

  /// Sends it a signal.
  func signal(_ number: Int32) { program.signal(number) }

  /// Kills it, and waits until it is gone.
  func kill() { program.kill() }

  /// Waits until the log is so; the test fails if that doesn't come.
  func expect(
    within limit: Duration = .seconds(30), sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: (Log) -> Bool
  ) {
    guard !waitUntil(limit, every: .milliseconds(20), { condition(log) }) else { return }
    Issue.record("it doesn't come to this: \(output)", sourceLocation: sourceLocation)
  }

  /// Waits until it ends by itself, with a status; the test fails if it doesn't.
  @discardableResult
  func expectEnd(
    status: Int32, within limit: Duration = .seconds(30),
    sourceLocation: SourceLocation = #_sourceLocation
  ) -> Log {
    let ended = program.status(within: limit)
    if ended != status {
      let is_ = ended.map { "it ended with \($0)" } ?? "it still runs"
      Issue.record("\(is_), not with \(status): \(output)", sourceLocation: sourceLocation)
    }
    return log
  }

  /// Ends it as a service manager does.
  @discardableResult
  func stop(
    within limit: Duration = .seconds(20), sourceLocation: SourceLocation = #_sourceLocation
  ) -> Log {
    signal(SIGTERM)
    return expectEnd(status: 0, within: limit, sourceLocation: sourceLocation)
  }
}
