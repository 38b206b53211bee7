/// A file as the listing of its directory names it.
protocol ListedFile: Sendable {
  associatedtype Name: Comparable

  var name: Name { get }
  var status: FileStatus { get }

  init(name: Name, status: FileStatus)

  /// Reads a name in the directory; nil when it isn't of the directory's form. What names have in
  /// common is kept once among `seen`.
  static func name(
    _ bytes: UnsafeBufferPointer<UInt8>, in directory: StoreDirectory, seen: inout Set<String>
  ) -> Name?

  /// The name as it stands in the directory, its bytes and a zero after them.
  func withFileName<Result, Failure>(
    _ body: (UnsafeBufferPointer<CChar>) throws(Failure) -> Result
  ) throws(Failure) -> Result
}

extension StoredCapture: ListedFile {
  static func name(
    _ bytes: UnsafeBufferPointer<UInt8>, in directory: StoreDirectory, seen: inout Set<String>
  ) -> CaptureName? {
    guard case .day(_, let day) = directory else { return nil }
    return CaptureName(day: day, bytes: bytes)?.sharingSource(with: &seen)
  }

  func withFileName<Result, Failure>(
    _ body: (UnsafeBufferPointer<CChar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try name.withFileName(body)
  }
}

extension StoredPinned: ListedFile {
  static func name(
    _ bytes: UnsafeBufferPointer<UInt8>, in directory: StoreDirectory, seen: inout Set<String>
  ) -> PinnedName? {
    PinnedName(String(decoding: bytes, as: UTF8.self))
  }

  func withFileName<Result, Failure>(
    _ body: (UnsafeBufferPointer<CChar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    var bytes = name.fileName.utf8CString
    return try bytes.withUnsafeMutableBufferPointer { buffer throws(Failure) in
      try body(UnsafeBufferPointer(rebasing: buffer.dropLast()))
    }
  }
}
