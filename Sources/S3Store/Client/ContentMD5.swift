import Crypto
import FoundationEssentials

/// The digest of a request's body (RFC 1864), which a server compares before it keeps anything.
/// SeaweedFS keeps an empty object of a PUT that ends after its head, unless it is told so what was to
/// come.
enum ContentMD5 {
  static func header(of body: [UInt8]) -> (name: String, value: String) {
    ("content-md5", Data(Insecure.MD5.hash(data: body)).base64EncodedString())
  }
}
