import Crypto
import ProfileStore

/// Signs requests by Signature Version 4 in the Authorization header ("Authenticating Requests (AWS
/// Signature Version 4)" in the Amazon S3 API Reference, "AWS Signature Version 4 for API requests" in
/// the IAM User Guide).
struct SignatureV4: Sendable {
  /// A service, and whose rules count.
  struct Service: Sendable {
    let name: String
    /// Whether paths are signed as they are sent, and the body's digest is a header. Otherwise paths
    /// are normalised and encoded once more.
    let isS3: Bool

    static let s3 = Service(name: "s3", isS3: true)
    static let sts = Service(name: "sts", isS3: false)
  }

  /// How the body takes part.
  enum Payload: Sendable {
    /// By its digest.
    case signed
    /// Not at all, where TLS protects it; over plain HTTP it is signed nevertheless.
    case unsignedOverTLS
  }

  let service: Service
  let region: String

  /// The request with the headers that make it ours. What an earlier signature left is replaced.
  func sign(
    _ request: HTTPRequest, with credentials: Credentials, at time: Timestamp,
    payload: Payload = .signed
  ) -> HTTPRequest {
    var signed = request
    let digest = SignatureV4.digest(of: request, payload)
    signed.headers.removeAll { SignatureV4.ownHeaders.contains($0.name) }
    signed.headers.append(("x-amz-date", time.basicFormat))
    if service.isS3 { signed.headers.append(("x-amz-content-sha256", digest)) }
    if let token = credentials.sessionToken {
      signed.headers.append(("x-amz-security-token", token))
    }
    let authorization = authorization(of: signed, digest, with: credentials, at: time)
    signed.headers.append(("authorization", authorization))
    return signed
  }

  private func authorization(
    of request: HTTPRequest, _ digest: String, with credentials: Credentials, at time: Timestamp
  ) -> String {
    let canonical = CanonicalRequest(request, of: service, digest: digest)
    let key = SigningKey(
      credentials, date: String(time.basicFormat.prefix(8)), region: region, service: service)
    let text = """
      \(SignatureV4.algorithm)
      \(time.basicFormat)
      \(key.scope)
      \(hexadecimal(SHA256.hash(data: Array(canonical.text.utf8))))
      """
    return """
      \(SignatureV4.algorithm) Credential=\(credentials.accessKey)/\(key.scope), \
      SignedHeaders=\(canonical.signedHeaders), Signature=\(key.signature(of: text))
      """
  }

  private static func digest(of request: HTTPRequest, _ payload: Payload) -> String {
    switch payload {
    case .unsignedOverTLS where request.scheme == "https": "UNSIGNED-PAYLOAD"
    case .signed, .unsignedOverTLS: hexadecimal(SHA256.hash(data: request.body))
    }
  }

  private static let algorithm = "AWS4-HMAC-SHA256"

  private static let ownHeaders: Set = [
    "authorization", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token",
  ]
}

/// The key that signs a day's requests to a service in a region: "Calculate the signature" in the IAM
/// User Guide.
struct SigningKey {
  /// `20130524/us-east-1/s3/aws4_request`.
  let scope: String

  private let key: SymmetricKey

  init(
    _ credentials: Credentials, date: String, region: String, service: SignatureV4.Service
  ) {
    let parts = [date, region, service.name, "aws4_request"]
    scope = parts.joined(separator: "/")
    key = parts.reduce(SymmetricKey(data: Array("AWS4\(credentials.secretKey)".utf8))) {
      SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array($1.utf8), using: $0))
    }
  }

  /// The signature of a text, as digits.
  func signature(of text: String) -> String {
    hexadecimal(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
  }
}
