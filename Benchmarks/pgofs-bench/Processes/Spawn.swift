import CLinux
import Glibc

/// Processes that are started, and waited for.
enum Spawn {
  /// Starts a program with nothing on stdin and returns its process id.
  ///
  /// - Parameters:
  ///   - output: the descriptor that becomes its stdout; /dev/null if there is none.
  ///   - errors: the same for stderr; ours if there is none.
  static func start(_ words: [String], output: Int32? = nil, errors: Int32? = nil) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    if let output {
      posix_spawn_file_actions_adddup2(&actions, output, 1)
    } else {
      posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    }
    if let errors { posix_spawn_file_actions_adddup2(&actions, errors, 2) }
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let result = posix_spawnp(&process, words[0], &actions, nil, &arguments, environ)
    guard result == 0 else { throw BenchError(words[0], result) }
    return process
  }

  /// Waits for a process's end.
  ///
  /// - Returns: the exit status, 128 and the signal's number when a signal ended it, and what the
  ///   process and those it waited for used.
  static func wait(_ process: pid_t) -> (status: Int32, usage: rusage) {
    var status: Int32 = 0
    var usage = rusage()
    while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
    return (exitStatus(status), usage)
  }

  /// What a shell makes of the status that wait4 tells.
  static func exitStatus(_ status: Int32) -> Int32 {
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }

  /// What a helper, which is this program with other arguments, prints: numbers, a line each measured
  /// thing. Who reads a mount must be another process than the one that serves it.
  static func helper(_ arguments: [String]) throws -> [[Double]] {
    try text(of: [program] + arguments).split(separator: "\n").map { line in
      line.split(separator: " ").compactMap { Double($0) }
    }
  }

  /// How long is waited for a program to write something or to end, in milliseconds.
  private static let limit: Int32 = 310_000

  /// What a program writes to stdout; it must exit with 0.
  static func text(of words: [String]) throws -> String {
    var ends: [Int32] = [0, 0]
    guard clinux_pipe(&ends) == 0 else { throw BenchError("pipe", errno) }
    defer { close(ends[0]) }
    let process = try start(words, output: ends[1])
    close(ends[1])
    var ready = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
    if poll(&ready, 1, limit) == 0 { kill(process, SIGKILL) }
    let text = Result { try File.contents(of: ends[0], words[0]) }
    let status = wait(process).status
    guard status == 0 else {
      throw BenchError("\(words.prefix(3).joined(separator: " ")) … exited with \(status)")
    }
    return String(decoding: try text.get(), as: UTF8.self)
  }

  /// This program's path.
  static let program: String = {
    let resolved = realpath("/proc/self/exe", nil)!
    defer { free(resolved) }
    return String(cString: resolved)
  }()
}
