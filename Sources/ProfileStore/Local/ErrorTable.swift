import SystemPackage

extension StoreError {
  /// What a failed system call means for a store: the one table from errno.
  init(_ error: Errno, path: String) {
    let (code, advice): (Code, String?) =
      switch error {
      case .noSuchFileOrDirectory, .notDirectory, .tooManySymbolicLinkLevels:
        (.notFound, nil)
      case .fileExists:
        (.alreadyExists, nil)
      case .directoryNotEmpty:
        (.notEmpty, nil)
      case .noSpace, .diskQuotaExceeded:
        (.noSpace, "delete old captures or make room on the store's disk")
      case .readOnlyFileSystem:
        (.readOnly, "the store's file system is mounted read-only")
      case .permissionDenied, .notPermitted:
        (.accessDenied, "give the user that runs this access to the store's directory")
      case .timedOut:
        (.timedOut, "the store's file system doesn't answer")
      case .improperLink:
        (.unsupported, "the two are on different file systems")
      case .tooManyOpenFiles, .tooManyOpenFilesInSystem:
        (.unavailable, "raise the limit of open files")
      default:
        (.unavailable, nil)
      }
    self.init(
      code, path: path, message: error.description + (advice.map { "; \($0)" } ?? ""))
  }
}

extension Errno {
  /// Whether a name isn't there: nothing has it, or something that can't be a directory on the way.
  var meansAbsent: Bool {
    self == .noSuchFileOrDirectory || self == .notDirectory || self == .tooManySymbolicLinkLevels
  }

  /// Whether a file system says that it doesn't have what a call asks for.
  var meansUnsupported: Bool {
    self == .notSupported || self == .invalidArgument || self == .isDirectory
      || self == .noFunction
  }
}
