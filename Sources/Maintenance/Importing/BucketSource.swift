public import ProfileStore
public import S3Store

/// The objects of a bucket under a prefix.
public struct BucketSource: ImportSource {
  private let objects: BucketObjects

  /// The objects at a location.
  public init(_ objects: BucketObjects) { self.objects = objects }

  /// Calls the body with each key.
  public func forEachFile(_ body: (ImportedFile) -> Void) throws(StoreError) {
    try objects.forEach { body(ImportedFile(name: $0.key, size: $0.size, tag: $0.tag)) }
  }

  /// The bytes of an object; nil when there are more than the limit.
  public func bytes(of name: String, limit: Int) throws(StoreError) -> [UInt8]? {
    let bytes = try objects.bytes(of: name)
    return bytes.count <= limit ? bytes : nil
  }
}
