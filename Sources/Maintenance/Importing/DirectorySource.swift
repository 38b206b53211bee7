import Glibc
public import ProfileStore
import SystemCalls
import SystemPackage

/// The files in a directory, not those in directories below it.
public struct DirectorySource: ImportSource {
  private let path: String

  /// The directory at a path.
  public init(path: String) { self.path = path }

  /// Calls the body with each name.
  public func forEachFile(_ body: (ImportedFile) -> Void) throws(StoreError) {
    let names = try of("") { () throws(Errno) in
      try Descriptor.open(path, O_RDONLY | O_DIRECTORY).names(limit: Limits.names)
    }
    for name in names { body(ImportedFile(name: name)) }
  }

  /// The bytes of a file; nil when there are more than the limit.
  public func bytes(of name: String, limit: Int) throws(StoreError) -> [UInt8]? {
    try of(name) { () throws(Errno) in
      // A pipe of that name must not hang us.
      let file = try Descriptor.open("\(path)/\(name)", O_RDONLY | O_NONBLOCK)
      do throws(Errno) {
        return try file.read(limit: limit)
      } catch {
        if error == .fileTooLarge { return nil }
        throw error
      }
    }
  }

  private func of<Result>(
    _ name: String, _ body: () throws(Errno) -> Result
  ) throws(StoreError) -> Result {
    do throws(Errno) {
      return try body()
    } catch {
      let code: StoreError.Code = error == .noSuchFileOrDirectory ? .notFound : .unavailable
      throw StoreError(code, path: name, message: "\(error)")
    }
  }
}
