import FoundationEssentials
import Glibc

/// A directory that is there as long as the object is.
final class TemporaryDirectory: Sendable {
  let path: String

  init() {
    var template = Array("/tmp/pgofs-store-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { preconditionFailure("mkdtemp: \(errno)") }
    path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a name in it.
  subscript(name: String) -> String { path + "/" + name }

  /// Writes a file, in place when it is there, and makes its directories.
  func write(_ bytes: [UInt8], to name: String) throws {
    let directory = self[name].split(separator: "/").dropLast().joined(separator: "/")
    try FileManager.default.createDirectory(
      atPath: "/" + directory, withIntermediateDirectories: true)
    guard let file = fopen(self[name], "w") else { throw POSIXFailure() }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw POSIXFailure() }
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: self[name]) }

  func makeDirectory(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: self[name], withIntermediateDirectories: true)
  }

  func link(_ name: String, to target: String) throws {
    guard symlink(target, self[name]) == 0 else { throw POSIXFailure() }
  }

  /// The names in a directory of it, sorted.
  func names(in name: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: self[name]).sorted()
  }

  func status(of name: String) throws -> stat {
    var status = stat()
    guard lstat(self[name], &status) == 0 else { throw POSIXFailure() }
    return status
  }

  /// Sets the mtime and atime of a file, in seconds since the epoch.
  func touch(_ name: String, seconds: Int) throws {
    let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
    guard utimensat(AT_FDCWD, self[name], times, 0) == 0 else { throw POSIXFailure() }
  }
}

struct POSIXFailure: Error, CustomStringConvertible {
  let description = String(cString: strerror(errno))
}
