import ProfileStore
import TestSupport

@testable import S3Store

extension S3Store {
  /// The store at a location of the tests' server.
  static func test(_ location: String, refresh: Duration = .seconds(5)) throws -> S3Store {
    let credentials = CredentialSource(now: { .now }) { () throws(CredentialError) in
      Credentials(accessKey: SeaweedFS.accessKey, secretKey: SeaweedFS.secretKey)
    }
    return try S3Store(
      S3Location(location), credentials: credentials, transport: AsyncTransport(),
      refresh: refresh)
  }
}
