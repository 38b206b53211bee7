/// What is wrong with a target or a list of them, and where.
public struct TargetError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The place and what is wrong there.
  public let description: String

  init(_ description: String) { self.description = description }

  /// An address with a user in it, which nothing may repeat.
  static let credentials = TargetError(
    "an address can't hold credentials; use --basic-auth-file or --bearer-token-file")

  /// The same, at a place.
  func at(_ place: String) -> TargetError { TargetError("\(place): \(description)") }
}
