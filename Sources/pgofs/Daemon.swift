import ArgumentParser
import CLinux
import Command
import Glibc

/// Going to the background: the program starts itself again in a session of its own, and the first
/// process ends when the mount answers, so that a script may use it in its next line.
enum Daemon {
  /// Starts the daemon and waits until it is ready; its errors are on our stderr until then.
  static func launch() throws {
    var pipe: [Int32] = [-1, -1]
    guard Glibc.pipe(&pipe) == 0 else { throw failure("no pipe") }
    let (read, write) = (pipe[0], pipe[1])
    _ = fcntl(read, F_SETFD, FD_CLOEXEC)
    let arguments = CommandLine.arguments + ["--ready-descriptor", "\(write)"]
    let process = try spawn(arguments)
    close(write)
    var byte: UInt8 = 0
    while true {
      let count = Glibc.read(read, &byte, 1)
      if count == 1 { return }
      if count == 0 { break }
      guard errno == EINTR else { break }
    }
    var status: Int32 = 0
    waitpid(process, &status, 0)
    throw ExitCode(status & 0x7f == 0 ? max(1, (status >> 8) & 0xff) : 1)
  }

  /// Tells the first process that the mount answers, and lets go of its terminal.
  static func detach(telling descriptor: Int32) {
    Log.toSystemLog(as: "pgofs")
    let null = open("/dev/null", O_RDWR)
    for standard in 0...2 { dup2(null, Int32(standard)) }
    if null > 2 { close(null) }
    var byte: UInt8 = 1
    _ = Glibc.write(descriptor, &byte, 1)
    close(descriptor)
  }

  private static func spawn(_ arguments: [String]) throws -> pid_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, clinux_POSIX_SPAWN_SETSID)
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var process: pid_t = 0
    let result = posix_spawn(&process, "/proc/self/exe", nil, &attributes, &pointers, Glibc.environ)
    guard result == 0 else {
      errno = result
      throw failure("the daemon can't be started")
    }
    return process
  }

  private static func failure(_ what: String) -> CommandError {
    CommandError("\(what): \(String(cString: strerror(errno))); --foreground needs none of it")
  }
}
