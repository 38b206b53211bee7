import CLinux
import Command
import Glibc
import SystemCalls
import SystemPackage

/// Where a command's result goes: stdout, or a file that appears only once it is complete. A device
/// or a pipe is written to as it is.
final class Output {
  private let name: String
  private let descriptor: Int32
  private let file: ReplacedFile?
  private var isEmpty = true

  /// Opens a file, or stdout.
  init(to path: String?) throws {
    name = path ?? "stdout"
    guard let path else {
      (descriptor, file) = (STDOUT_FILENO, nil)
      return
    }
    if Output.mustStay(path) {
      (descriptor, file) = (open(path, O_WRONLY | O_CLOEXEC), nil)
      guard descriptor >= 0 else { throw CommandError(path, errno) }
    } else {
      let file = try ReplacedFile(path)
      (descriptor, self.file) = (file.descriptor, file)
    }
  }

  deinit {
    if file == nil, descriptor != STDOUT_FILENO, descriptor >= 0 { close(descriptor) }
  }

  func write(_ text: String) throws { try write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) throws {
    try checkTerminal(bytes)
    do throws(Errno) {
      try writeWhole(bytes, to: descriptor)
    } catch {
      if error == .brokenPipe { Output.endOfPipe() }
      throw CommandError(name, error.rawValue)
    }
  }

  // What reads a pipe may end first, and nobody has to say so. The signal that says it is ignored
  // where there is a network (SwiftNIO does that), or by who started us.
  private static func endOfPipe() {
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
  }

  /// Gives the file its name.
  func finish() throws { try file?.commit() }

  // Whether something has the name that isn't a file, and can't be replaced by one.
  private static func mustStay(_ path: String) -> Bool {
    let descriptor = clinux_open(path, clinux_O_PATH | O_CLOEXEC, 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var status = clinux_status()
    return clinux_statx(descriptor, "", &status) != 0 || !status.is_file
  }

  // Who forgot -o would get a screen of noise.
  private func checkTerminal(_ bytes: [UInt8]) throws {
    guard isEmpty else { return }
    isEmpty = false
    guard descriptor == STDOUT_FILENO, bytes.starts(with: [0x1f, 0x8b]), isatty(descriptor) == 1
    else { return }
    throw CommandError("a profile isn't text: name a file with -o, or send it through a pipe")
  }
}
