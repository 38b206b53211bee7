import Maintenance
import ProfileStore
import S3Store
import Synchronization

/// Files in memory that may be imported, as a bucket lists them, or, without tags, a directory.
final class MemorySource: ImportSource {
  private let state: Mutex<[String: [UInt8]]>
  private let hasTags: Bool
  private let fault = Mutex<StoreError?>(nil)
  private let readNames = Mutex<[String]>([])

  init(_ files: [String: [UInt8]], hasTags: Bool = true) {
    state = Mutex(files)
    self.hasTags = hasTags
  }

  /// Whatever is read from now on fails.
  func fail(_ error: StoreError?) { fault.withLock { $0 = error } }

  /// The files that were read since this was asked last, sorted.
  func takeReads() -> [String] {
    readNames.withLock { names in
      defer { names = [] }
      return names.sorted()
    }
  }

  func forEachFile(_ body: (ImportedFile) -> Void) throws(StoreError) {
    if let error = fault.withLock({ $0 }), error.path == "list" { throw error }
    for (name, bytes) in state.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
      body(
        hasTags
          ? ImportedFile(name: name, size: bytes.count, tag: ContentTag(of: bytes))
          : ImportedFile(name: name))
    }
  }

  func bytes(of name: String, limit: Int) throws(StoreError) -> [UInt8]? {
    if let error = fault.withLock({ $0 }), error.path.isEmpty { throw error }
    readNames.withLock { $0.append(name) }
    guard let bytes = state.withLock({ $0[name] }) else {
      throw StoreError(.notFound, path: name, message: "gone")
    }
    return bytes.count <= limit ? bytes : nil
  }
}
