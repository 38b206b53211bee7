import CLinux
import Glibc

/// Files of the system that are read as a whole.
enum SmallFile {
  /// The file's text, cut off at the limit; nil if it can't be read.
  static func read(_ path: String, limit: Int) -> String? {
    let descriptor = clinux_open(path, O_RDONLY | O_CLOEXEC, 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return read(descriptor, limit: limit)
  }

  /// What is left to read of a descriptor, cut off at the limit; nil if it can't be read.
  static func read(_ descriptor: Int32, limit: Int) -> String? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while bytes.count < limit {
      let count = Glibc.read(descriptor, &chunk, min(chunk.count, limit - bytes.count))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
