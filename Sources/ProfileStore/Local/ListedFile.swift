/// A file as the listing of its directory names it.
protocol ListedFile: Sendable {
  associatedtype Name: Comparable

  var name: Name { get }
  var fileName: String { get }

  init(name: Name, status: FileStatus)

  /// Reads a name in the directory; nil when it isn't of the directory's form.
  static func name(_ fileName: String, in directory: StoreDirectory) -> Name?
}

extension StoredCapture: ListedFile {
  var fileName: String { name.fileName }

  static func name(_ fileName: String, in directory: StoreDirectory) -> CaptureName? {
    guard case .day(_, let day) = directory else { return nil }
    return CaptureName(day: day, fileName: fileName)
  }
}

extension StoredPinned: ListedFile {
  var fileName: String { name.fileName }

  static func name(_ fileName: String, in directory: StoreDirectory) -> PinnedName? {
    PinnedName(fileName)
  }
}
