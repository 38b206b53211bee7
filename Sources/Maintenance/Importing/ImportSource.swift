public import ProfileStore
public import S3Store

/// Where captures are taken from. It is only read.
public protocol ImportSource: Sendable {
  /// Calls the body with each file, without reading it. Fails when not all can be listed.
  func forEachFile(_ body: (ImportedFile) -> Void) throws(StoreError)

  /// The bytes of a file; nil when there are more than the limit.
  func bytes(of name: String, limit: Int) throws(StoreError) -> [UInt8]?
}

/// A file that may be imported.
public struct ImportedFile: Hashable, Sendable {
  /// Its name in the source.
  public let name: String

  /// Its length in bytes; nil where that isn't known without a look at each.
  public let size: Int?

  /// Which bytes it has; nil where that isn't known without reading them.
  public let tag: ContentTag?

  /// A file of these parts.
  public init(name: String, size: Int? = nil, tag: ContentTag? = nil) {
    (self.name, self.size, self.tag) = (name, size, tag)
  }
}
