import Glibc

/// Why something couldn't be measured.
struct BenchError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  /// An error of the system's about a path or program.
  init(_ subject: String, _ code: Int32) {
    description = "\(subject): \(String(cString: strerror(code)))"
  }
}
