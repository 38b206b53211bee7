import ProfileStore
public import SystemPackage

import Pprof

/// Why the tree refused an operation: which kind of failure, on which path, and in words.
public struct TreeError: Error, Sendable {
  /// The kinds of failure. Each is one errno, and each errno has one meaning: `errno` is the table.
  public enum Kind: Hashable, Sendable {
    /// Nothing there.
    case notFound
    /// The name is taken.
    case exists
    /// The directory has something in it.
    case notEmpty
    /// A directory was needed, or something else than one.
    case notDirectory
    case isDirectory
    /// A name of ours that doesn't parse, or the wrong kind of file.
    case invalid
    /// Torn bytes: truncated, a bad checksum, malformed.
    case torn
    /// Nothing to build from.
    case nothing
    /// A limit.
    case tooLarge
    /// Still being written.
    case busy
    /// What the tree doesn't allow: stored files are immutable, merged files are computed.
    case notPermitted
    /// No room.
    case noSpace
    /// The store or the mount is read-only.
    case readOnly
    /// The store refuses our credentials.
    case accessDenied
    /// The store doesn't answer.
    case timedOut
    /// The rename has to be a copy.
    case crossDevice
    /// What this inode was is gone; a new look-up tells what is there now.
    case stale
    /// A handle that isn't open, or not for this.
    case badHandle
    /// Longer than a name can be.
    case nameTooLong
    /// The rest.
    case failed
  }

  /// What kind of failure it is.
  public let kind: Kind

  /// The path below the mount point, as it was typed.
  public let path: String

  /// What was wrong and what to do.
  public let message: String

  /// Whether it is no event: what tools run into in passing, such as a name that isn't there.
  public var isRoutine: Bool

  /// An error of this kind.
  public init(_ kind: Kind, _ path: String, _ message: String) {
    self.kind = kind
    isRoutine = [.notFound, .exists, .notEmpty, .stale, .crossDevice].contains(kind)
    self.path = path
    self.message = message
  }

  /// The errno that stands for the kind.
  public var errno: Errno {
    switch kind {
    case .notFound: .noSuchFileOrDirectory
    case .exists: .fileExists
    case .notEmpty: .directoryNotEmpty
    case .notDirectory: .notDirectory
    case .isDirectory: .isDirectory
    case .invalid: .invalidArgument
    case .torn: .badMessage
    case .nothing: .noData
    case .tooLarge: .fileTooLarge
    case .busy: .resourceBusy
    case .notPermitted: .notPermitted
    case .noSpace: .noSpace
    case .readOnly: .readOnlyFileSystem
    case .accessDenied: .permissionDenied
    case .timedOut: .timedOut
    case .crossDevice: .improperLink
    case .stale: .staleNFSFileHandle
    case .badHandle: .badFileDescriptor
    case .nameTooLong: .fileNameTooLong
    case .failed: .ioError
    }
  }
}

extension TreeError: CustomStringConvertible {
  /// `sample/2024-10-12/x.pprof: what was wrong; what to do`.
  public var description: String { path.isEmpty ? message : "\(path): \(message)" }
}

extension TreeError {
  /// What a store's error is at a path of the tree.
  init(_ error: StoreError, at path: String) {
    let kind: Kind =
      switch error.code {
      case .notFound: .notFound
      case .alreadyExists: .exists
      case .notEmpty: .notEmpty
      case .changed: .stale
      case .noSpace: .noSpace
      case .readOnly: .readOnly
      case .accessDenied: .accessDenied
      case .timedOut: .timedOut
      case .unsupported: .crossDevice
      case .unavailable: .failed
      }
    self.init(kind, path, error.message)
  }

  /// What is wrong with a name.
  init(_ error: NameError, at path: String) {
    self.init(error.rule == .tooLong ? .nameTooLong : .invalid, path, error.message)
  }

  /// What is wrong with bytes that were written to a path of the tree.
  init(_ error: ProfileError, at path: String) {
    let kind: Kind =
      switch error.kind {
      case .empty, .notAProfile, .notCPUProfile, .incompatible: .invalid
      case .truncated, .corrupt: .torn
      case .noSamples: .nothing
      case .tooLarge: .tooLarge
      }
    self.init(kind, path, error.message)
  }
}
