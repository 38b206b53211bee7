import Glibc

/// Why a command can't do what it was asked: what was wrong, where, and what to do.
public struct CommandError: Error, CustomStringConvertible {
  /// The whole text.
  public let description: String

  /// An error with this text.
  public init(_ description: String) { self.description = description }

  /// What a system call said of a path.
  public init(_ path: String, _ code: Int32) {
    description = "\(path): \(String(cString: strerror(code)))"
  }
}
