import CLinux
import Glibc

/// fusermount3, which mounts and unmounts for ordinary users.
struct HelperProgram {
  let path: String

  /// The program, if it is installed: where libfuse looks for it, which is its place and then PATH.
  static var unmount: HelperProgram? {
    let directories = (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":")
    return (["/usr/bin", "/bin", "/usr/local/bin"] + directories.map(String.init))
      .map { "\($0)/fusermount3" }
      .first { access($0, X_OK) == 0 }
      .map(HelperProgram.init)
  }

  /// Runs it; nil if it succeeded, else what it said.
  func run(_ arguments: [String]) -> String? {
    var ends: [Int32] = [-1, -1]
    guard clinux_pipe(&ends) == 0 else { return errorText(errno) }
    defer { close(ends[0]) }
    var process: pid_t = 0
    let failure = spawn(arguments, errors: ends[1], &process)
    close(ends[1])
    guard failure == 0 else { return "\(path): \(errorText(failure))" }
    let said = SmallFile.read(ends[0], limit: Limits.helperOutput) ?? ""
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    if status == 0 { return nil }
    let lines = said.split(separator: "\n").joined(separator: "; ")
    return lines.isEmpty ? "\(path) failed" : lines
  }

  private func spawn(_ arguments: [String], errors: Int32, _ process: inout pid_t) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, errors, 2)
    var words = ([path] + arguments).map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    return posix_spawn(&process, path, &actions, nil, words, Glibc.environ)
  }
}
