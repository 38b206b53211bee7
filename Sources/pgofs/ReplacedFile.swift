import CLinux
import Command
import Glibc

/// A file that appears, or replaces the one of its name, whole or not at all. A link leads to the
/// file that is replaced.
final class ReplacedFile {
  /// Where its bytes are written.
  let descriptor: Int32

  private let path: String
  private let target: String
  private let temporary: String
  private var isNamed: Bool
  private var isCommitted = false

  /// Opens it, without a name where the file system can: then nothing is left of a command that is
  /// killed.
  init(_ path: String) throws {
    self.path = path
    let target = Source.resolved(path) ?? path
    let parent = target.lastIndex(of: "/").map { String(target[...$0]) } ?? "./"
    self.target = target
    // On a mount of pgofs, what begins with a dot is scratch, and the rename is the commit.
    temporary = parent + ".pgofs-\(getpid())"
    let flags = O_WRONLY | O_CLOEXEC
    let unnamed = clinux_open(parent, clinux_O_TMPFILE | flags, 0o666)
    isNamed = unnamed < 0
    descriptor = isNamed ? open(temporary, flags | O_CREAT | O_TRUNC, 0o666) : unnamed
    guard descriptor >= 0 else {
      isNamed = false
      throw errno == ENOENT
        ? CommandError("\(path): there is no directory \(parent.dropLast()); make it with mkdir")
        : CommandError(path, errno)
    }
  }

  deinit {
    if descriptor >= 0, !isCommitted { close(descriptor) }
    if isNamed { unlink(temporary) }
  }

  /// Gives it its name. What was written is on its way to the disk, not synchronised.
  func commit() throws {
    if !isNamed {
      unlink(temporary)
      guard clinux_link_descriptor(descriptor, AT_FDCWD, temporary) == 0 else {
        throw CommandError(path, errno)
      }
      isNamed = true
    }
    isCommitted = true
    guard close(descriptor) == 0, rename(temporary, target) == 0 else {
      throw CommandError(path, errno)
    }
    isNamed = false
  }
}
