/// Why a store couldn't do what it was asked.
public struct StoreError: Error, Hashable, Sendable {
  /// The kinds of failure that callers tell apart.
  public enum Code: Hashable, Sendable {
    /// The name, or the directory that it would be in, isn't there.
    case notFound
    /// The name is taken.
    case alreadyExists
    /// The directory has something in it.
    case notEmpty
    /// The name has another content than the expected one.
    case changed
    /// There is no room.
    case noSpace
    /// The store can't be written.
    case readOnly
    /// The store refuses our credentials.
    case accessDenied
    /// The store didn't answer in time.
    case timedOut
    /// The store can't do this atomically.
    case unsupported
    /// Anything else: a disk error, an answer that can't be understood.
    case unavailable
  }

  /// What kind of failure it is.
  public let code: Code

  /// The path below the store's root that it was about.
  public let path: String

  /// What went wrong, in words.
  public let message: String

  /// An error of this kind.
  public init(_ code: Code, path: String, message: String) {
    self.code = code
    self.path = path
    self.message = message
  }
}

extension StoreError: CustomStringConvertible {
  /// `sample/2024-10-12: no space left on device`.
  public var description: String { path.isEmpty ? message : "\(path): \(message)" }
}
