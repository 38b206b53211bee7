import Glibc

/// A file system that a program serves until it is unmounted.
final class Mount {
  /// Where it is mounted.
  let path: String
  /// The process that serves it.
  let process: pid_t
  private let errors: Int32
  private var isMounted = true
  /// Its exit status once it has ended, as `Spawn.wait` has it.
  private var exitStatus: Int32?

  /// How long is waited for a mount to answer or a daemon to end, in seconds.
  private static let limit = 30.0

  /// Starts a program that mounts on `path` and stays in the foreground.
  init(_ words: [String], at path: String, log: String) throws {
    errors = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard errors >= 0 else { throw BenchError(log, errno) }
    self.path = path
    let outside = Mount.device(of: path)
    process = try Spawn.start(words, errors: errors)
    // The answer of a mount that isn't served yet waits until it is.
    _ = Mount.wait { Mount.device(of: path) != outside || !isRunning }
    guard Mount.device(of: path) != outside, isRunning else {
      let end = exitStatus.map { "it ended with \($0)" } ?? "it doesn't answer"
      throw BenchError("\(words[0]) didn't mount, \(end): \(Mount.tail(log))")
    }
  }

  deinit {
    unmount()
    close(errors)
  }

  /// Unmounts and waits for the program's end.
  func unmount() {
    guard isMounted else { return }
    isMounted = false
    guard isRunning else { return }
    let command = geteuid() == 0 ? ["umount", path] : ["fusermount3", "-u", path]
    // What was just read may still be open for an instant, and the mount busy.
    _ = Mount.wait {
      (try? Spawn.start(command, errors: errors)).map(Spawn.wait)?.status == 0 || !isRunning
    }
    if !Mount.wait({ !isRunning }) {
      kill(process, SIGKILL)
      _ = Spawn.wait(process)
    }
  }

  /// A line of the daemon's /proc/<pid>/status in bytes, such as `VmRSS`.
  func memory(_ name: String) throws -> Double {
    for line in Machine.lines("/proc/\(process)/status") where line.hasPrefix("\(name):") {
      if let kibibytes = line.split(whereSeparator: { " \t".contains($0) }).dropFirst().first {
        return (Double(kibibytes) ?? 0) * 1024
      }
    }
    throw BenchError("/proc/\(process)/status has no \(name)")
  }

  private var isRunning: Bool {
    var status: Int32 = 0
    if exitStatus == nil, waitpid(process, &status, WNOHANG) != 0 {
      exitStatus = Spawn.exitStatus(status)
    }
    return exitStatus == nil
  }

  private static func wait(_ condition: () -> Bool) -> Bool {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(limit)
    while !condition() {
      guard clock.now < end else { return false }
      usleep(2000)
    }
    return true
  }

  private static func tail(_ log: String) -> String {
    Machine.lines(log).suffix(3).joined(separator: " / ")
  }

  private static func device(of path: String) -> dev_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_dev : nil
  }
}
