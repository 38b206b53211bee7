import CLinux
import Glibc
import Testing

@testable import Fuse

/// Another process, for everything that touches a mount.
struct Command {
  struct Result {
    /// The exit status, or minus the signal that ended it.
    let status: Int32
    /// stdout and stderr.
    let output: String
  }

  let process: pid_t
  private let output: Int32

  /// Starts a shell script; `$1` and so on are the arguments.
  init(shell script: String, _ arguments: String...) throws {
    try self.init(["sh", "-c", script, "sh"] + arguments)
  }

  /// Starts a Python script; `sys.argv[1]` and so on are the arguments; `os`, `sys`, `signal` and
  /// `time` are imported.
  init(python script: String, _ arguments: String...) throws {
    try self.init(
      ["/usr/bin/python3", "-c", "import os, sys, signal, time\n" + script] + arguments)
  }

  private init(_ words: [String]) throws {
    var ends: [Int32] = [-1, -1]
    try #require(clinux_pipe(&ends) == 0)
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
    // Test threads block signals; the process shall take them.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var arguments = words.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let failure = posix_spawnp(&process, words[0], &actions, &attributes, arguments, Glibc.environ)
    close(ends[1])
    try #require(failure == 0)
    self.process = process
    output = ends[0]
  }

  func send(_ signal: Int32) { kill(process, signal) }

  /// Its next line of output.
  func line() -> String {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while read(output, &byte, 1) == 1, byte != UInt8(ascii: "\n") { bytes.append(byte) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Waits for its end.
  func end() -> Result {
    let text = SmallFile.read(output, limit: 16 << 20) ?? ""
    close(output)
    var status: Int32 = 0
    waitpid(process, &status, 0)
    let signal = status & 0x7f
    return Result(status: signal == 0 ? status >> 8 & 0xff : -signal, output: text)
  }
}

/// Runs a shell script to its end.
func shell(_ script: String, _ argument: String) throws -> Command.Result {
  try Command(shell: script, argument).end()
}

/// Runs a Python script to its end.
func python(_ script: String, _ argument: String) throws -> Command.Result {
  try Command(python: script, argument).end()
}
