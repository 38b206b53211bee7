/// What is wrong with the location of an S3 store, and what to do. It never repeats what may be a
/// credential.
public struct S3LocationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, in words.
  public let description: String

  init(_ description: String) { self.description = description }
}
