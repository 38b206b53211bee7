import CLinux
public import Glibc

/// A script that runs in a process of its own: what touches a mount must not be the process that
/// serves it.
public final class Shell: Sendable {
  /// How a script ended.
  public struct Output: Sendable {
    /// The exit status; 128 and the signal's number when a signal ended it.
    public let status: Int32

    /// What it wrote to stdout.
    public let out: String

    /// What it wrote to stderr.
    public let error: String
  }

  /// The process's id; it is the leader of a group of its own.
  public let process: pid_t
  private let out: Int32
  private let error: Int32

  /// Starts a bash script. It is killed, with all that it started, after `limit` seconds.
  public init(_ script: String, environment: [String: String] = [:], limit: Int = 300) {
    out = clinux_memfd_create("stdout")
    error = clinux_memfd_create("stderr")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, out, 1)
    posix_spawn_file_actions_adddup2(&actions, error, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Whatever this thread blocks, the script can be stopped by signals.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    // And whatever it ignores: a library for networks ignores SIGPIPE.
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    posix_spawnattr_setflags(&attributes, Int16(flags))
    let words = ["timeout", "-k", "5", "\(limit)", "bash", "-c", script]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] =
      Shell.environment(adding: environment).map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in arguments + variables { free(pointer) } }
    var process: pid_t = 0
    let result = posix_spawnp(&process, "timeout", &actions, &attributes, &arguments, &variables)
    precondition(result == 0, "no shell: \(String(cString: strerror(result)))")
    self.process = process
  }

  deinit {
    close(out)
    close(error)
  }

  /// Waits for the script's end.
  public func wait() -> Output {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    // What it left in the background ends with it.
    kill(-process, SIGKILL)
    let signal = status & 0x7f
    return Output(
      status: signal == 0 ? (status >> 8) & 0xff : 128 + signal, out: Shell.text(out),
      error: Shell.text(error))
  }

  /// What it wrote to stdout so far.
  public var outputSoFar: String { Shell.text(out) }

  /// What it wrote to stderr so far.
  public var errorSoFar: String { Shell.text(error) }

  private static func text(_ descriptor: Int32) -> String {
    var status = stat()
    fstat(descriptor, &status)
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
      count = max(0, pread(descriptor, buffer.baseAddress, buffer.count, 0))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func environment(adding added: [String: String]) -> [String: String] {
    var variables: [String: String] = [:]
    var pointer = Glibc.environ
    while let entry = pointer.pointee {
      let parts = String(cString: entry).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
      pointer += 1
    }
    variables["LC_ALL"] = "C"
    variables["GOPROXY"] = "off"
    variables["GOTOOLCHAIN"] = "local"
    return variables.merging(added) { $1 }
  }
}

/// Runs a bash script to its end.
public func shell(
  _ script: String, environment: [String: String] = [:], limit: Int = 300
) -> Shell.Output {
  Shell(script, environment: environment, limit: limit).wait()
}
