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

// What every store says in the same words.
extension StoreError {
  static func notFound(_ file: StoreFile) -> StoreError { notFound("\(file)") }

  static func notFound(_ directory: StoreDirectory) -> StoreError { notFound("\(directory)") }

  private static func notFound(_ path: String) -> StoreError {
    StoreError(.notFound, path: path, message: "there is nothing of this name")
  }

  static func alreadyExists(_ file: StoreFile) -> StoreError {
    StoreError(.alreadyExists, path: "\(file)", message: "there is a file of this name already")
  }

  static func alreadyExists(_ directory: StoreDirectory) -> StoreError {
    StoreError(.alreadyExists, path: "\(directory)", message: "it is there already")
  }

  static func changed(_ file: StoreFile) -> StoreError {
    StoreError(
      .changed, path: "\(file)", message: "the file has another content by now; look it up anew")
  }

  static func notEmpty(_ directory: StoreDirectory, _ name: String) -> StoreError {
    StoreError(.notEmpty, path: "\(directory)", message: "not empty: it holds \(name)")
  }

  static let rootStays = StoreError(
    .unsupported, path: "", message: "the store's root can't be removed")

  static func intoItself(_ app: AppPath) -> StoreError {
    StoreError(.unsupported, path: "\(app)", message: "an app can't be moved into itself")
  }

  static func tooDeep(_ app: AppPath, _ target: AppPath) -> StoreError {
    StoreError(
      .unsupported, path: "\(app)",
      message: "as \(target), apps below it would be more than \(AppPath.maxDepth) levels deep")
  }
}

extension Expectation {
  /// Refuses what is there, or that nothing is, when it was expected otherwise: `alreadyExists`,
  /// `notFound` or `changed`.
  public func check(_ present: Identity?, of file: StoreFile) throws(StoreError) {
    switch (self, present) {
    case (.anything, _), (.absent, nil): return
    case (.absent, _): throw .alreadyExists(file)
    case (.identity, nil): throw .notFound(file)
    case (.identity(let expected), let present): if present != expected { throw .changed(file) }
    }
  }
}
