public import ProfileStore

/// What is in a bucket, under a prefix of it, whoever put it there: to read, and nothing else.
public final class BucketObjects: Sendable {
  private let client: S3Client

  /// One object as a listing shows it.
  public struct Object: Hashable, Sendable {
    /// The key, without the prefix and the slash after it.
    public let key: String

    /// The length in bytes.
    public let size: Int

    /// Which bytes it has.
    public let tag: ContentTag
  }

  /// The objects at a location, with the credentials that AWS's tools would use.
  public convenience init(_ location: S3Location) {
    let transport = AsyncTransport()
    let credentials = CredentialSource(
      settings: .ofProcess(), region: location.region, transport: transport)
    self.init(S3Client(location, credentials: credentials, transport: transport))
  }

  init(_ client: S3Client) { self.client = client }

  /// Calls the body with each object, sorted by key, as they are listed.
  ///
  /// - Throws: also when the listing breaks off: nobody learns of half of it that it is all.
  public func forEach(_ body: (Object) -> Void) throws(StoreError) {
    let skipped = client.location.key("").utf8.count
    try of("") { () throws(S3Error) in
      try client.pages("", byDirectory: false) { page in
        for object in page.objects {
          body(
            Object(
              key: String(decoding: object.key.utf8.dropFirst(skipped), as: UTF8.self),
              size: Int(object.size), tag: ContentTag(object.entityTag)))
        }
        return true
      }
    }
  }

  /// The bytes of an object as it is now; `notFound` when it is gone.
  public func bytes(of key: String) throws(StoreError) -> [UInt8] {
    try of(key) { () throws(S3Error) in try client.get(key, entityTag: nil) }
  }

  private func of<Result>(
    _ key: String, _ body: () throws(S3Error) -> Result
  ) throws(StoreError) -> Result {
    do throws(S3Error) {
      return try body()
    } catch {
      throw StoreError(error, at: key)
    }
  }
}
