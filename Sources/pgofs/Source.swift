import CLinux
import Command
import Glibc
import ProfileStore

/// The SOURCE argument: which store, where.
struct Source: Sendable {
  /// As it was typed.
  let text: String

  /// The directory's path, absolute.
  let path: String

  init(_ text: String) throws {
    guard !text.hasPrefix("s3://") else {
      throw CommandError("\(text): this version keeps profiles in local directories only; name one")
    }
    guard let path = Source.resolved(text) else {
      throw errno == ENOENT
        ? CommandError("\(text): there is no such directory; a store is one: make it with mkdir")
        : CommandError(text, errno)
    }
    guard Source.isDirectory(path) else {
      throw CommandError("\(text): not a directory; a store is one")
    }
    self.text = text
    self.path = path
  }

  func open() throws -> any ProfileStore { try LocalStore(path: path) }

  /// A path without links and dots; nil, with errno set, when it isn't there.
  static func resolved(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  private static func isDirectory(_ path: String) -> Bool {
    let descriptor = clinux_open(path, clinux_O_PATH | clinux_O_DIRECTORY | O_CLOEXEC, 0)
    defer { close(descriptor) }
    return descriptor >= 0
  }

  /// A store under a mount point, or the reverse, would read itself.
  func checkApart(from mountPoint: String) throws {
    guard let point = Source.resolved(mountPoint) else { return }
    if Source.contains(point, path) || Source.contains(path, point) {
      throw CommandError(
        "\(text) and \(mountPoint): source and mount point may not contain each other; mount elsewhere"
      )
    }
  }

  static func contains(_ outer: String, _ inner: String) -> Bool {
    inner == outer || inner.hasPrefix(outer == "/" ? outer : outer + "/")
  }
}
