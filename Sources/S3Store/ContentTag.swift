import Crypto
public import ProfileStore

/// What a bucket says of an object's bytes without sending them: two objects with the same tag have
/// the same bytes. Two with other tags may have the same too: of one that was put in parts, or is
/// encrypted with a key of KMS, a bucket says something else ("Checking object integrity" in the Amazon
/// S3 User Guide).
public struct ContentTag: Hashable, Sendable {
  let digest: Identity

  init(digest: Identity) { self.digest = digest }

  /// The tag of an object that these bytes were put as, in one piece: their MD5.
  public init(of bytes: [UInt8]) {
    let bytes = Array(Insecure.MD5.hash(data: bytes))
    func word(_ range: Range<Int>) -> UInt64 { bytes[range].reduce(0) { $0 << 8 | UInt64($1) } }
    digest = Identity(high: word(0..<8), low: word(8..<16))
  }

  /// The identity that a file with this tag has in a bucket's store.
  public func identity(of file: StoreFile) -> Identity { identity(at: file.key) }
}
