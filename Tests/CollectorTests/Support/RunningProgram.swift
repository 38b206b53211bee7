import Glibc
import Synchronization
import TestSupport
import Testing

/// A program that a test has started. It is killed when nobody watches it any more.
final class RunningProgram: Sendable {
  /// Its id.
  let process: pid_t
  private let shell: Shell
  private let ending = Mutex<Shell.Output?>(nil)

  /// Starts it; it is killed after `limit` seconds.
  init(_ words: [String], environment: [String: String] = [:], limit: Int = 240) throws {
    let quoted = words.map { "'" + $0.split(separator: "'").joined(separator: #"'\''"#) + "'" }
    let shell = Shell(
      "echo $$; exec \(quoted.joined(separator: " "))", environment: environment, limit: limit)
    self.shell = shell
    waitUntil { shell.outputSoFar.contains("\n") }
    process = try #require(pid_t(shell.outputSoFar.prefix { $0 != "\n" }))
  }

  deinit { kill() }

  /// What it wrote to stdout so far.
  var output: String {
    String(shell.outputSoFar.drop { $0 != "\n" }.dropFirst())
  }

  /// What it wrote to stderr so far.
  var error: String { shell.errorSoFar }

  /// Whether it hasn't ended.
  var isRunning: Bool { Glibc.kill(process, 0) == 0 }

  /// Sends it a signal.
  func signal(_ number: Int32) { Glibc.kill(process, number) }

  /// Kills it, if it runs, and waits until it is gone.
  func kill() {
    ending.withLock { ending in
      guard ending == nil else { return }
      signal(SIGKILL)
      ending = shell.wait()
    }
  }

  /// Waits until it ends by itself; nil if it doesn't within the limit.
  func status(within limit: Duration) -> Int32? {
    guard waitUntil(limit, every: .milliseconds(10), { !isRunning }) else { return nil }
    return ending.withLock { ending in
      let output = ending ?? shell.wait()
      ending = output
      return output.status
    }
  }

  /// The first line that it writes to stdout.
  func firstLine() throws -> String {
    #expect(waitUntil(every: .milliseconds(5)) { output.contains("\n") || !isRunning })
    return String(try #require(output.split(separator: "\n").first, "\(error)"))
  }
}
