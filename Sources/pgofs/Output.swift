import Glibc

/// Where a command's result goes: stdout, or a file that appears only once it is complete.
final class Output {
  private let path: String?
  private let temporary: String
  private var descriptor: Int32 = 1
  private var isFinished = false

  init(to path: String?) throws {
    self.path = path
    temporary = (path ?? "") + ".pgofs-\(getpid())"
    guard let path else { return }
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path) }
  }

  deinit {
    guard path != nil, !isFinished, descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporary)
  }

  func write(_ bytes: [UInt8]) throws {
    var written = 0
    try bytes.withUnsafeBytes { buffer in
      while written < buffer.count {
        let count = Glibc.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw failure(path ?? "stdout") }
        written += count
      }
    }
  }

  /// Gives the file its name.
  func finish() throws {
    guard let path else { return }
    guard close(descriptor) == 0, rename(temporary, path) == 0 else { throw failure(path) }
    isFinished = true
  }

  private func failure(_ path: String) -> CommandError {
    CommandError("\(path): \(String(cString: strerror(errno)))")
  }
}
