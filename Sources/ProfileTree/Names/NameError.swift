/// Why nothing in a directory can have a name.
public struct NameError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The rule that the name breaks.
  public enum Rule: Hashable, Sendable {
    /// A date or a time that doesn't exist, in the form of one.
    case impossible

    /// The directory holds no names of this form.
    case notAllowed

    /// Longer than a name can be.
    case tooLong
  }

  /// The rule that the name breaks.
  public let rule: Rule

  /// What is wrong and what to write, in one line.
  public let message: String

  /// The message.
  public var description: String { message }

  static func impossible(_ name: String, _ problem: String) -> NameError {
    NameError(rule: .impossible, message: "\(quotedName(name)): \(problem)")
  }

  static func notAllowed(_ name: String, expected: String) -> NameError {
    NameError(rule: .notAllowed, message: "\(quotedName(name)) can't stand here; write \(expected)")
  }

  static func tooLong(_ name: String) -> NameError {
    NameError(
      rule: .tooLong, message: "\(quotedName(name)) is longer than \(Limits.nameBytes) bytes")
  }
}
