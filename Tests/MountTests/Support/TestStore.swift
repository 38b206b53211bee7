import ProfileStore
import TestSupport

@testable import S3Store

/// An empty store for one test, of the kind that the test runs on.
struct TestStore: Sendable {
  /// What pgofs takes as SOURCE.
  let source: String
  /// What scripts see: the source as `$S`, and of a bucket how it is reached.
  let environment: [String: String]
  /// What scripts can do to the store behind the mount; see `BehindTheMount`.
  let functions: String
  private let kind = StoreKind.current
  private let location: String

  init(in directory: TemporaryDirectory) {
    switch StoreKind.current {
    case .local:
      location = directory.directory("store")
      source = location
      environment = ["S": source]
      functions = BehindTheMount.ofDirectory
    case .s3:
      location = SeaweedFS.shared.location()
      source = String(location.prefix { $0 != "?" })
      environment = [
        "S": source, "OBJECTS": "\(SeaweedFS.shared.endpoint)/\(source.dropFirst("s3://".count))",
        "AWS_ENDPOINT_URL_S3": SeaweedFS.shared.endpoint,
        "AWS_ACCESS_KEY_ID": SeaweedFS.accessKey, "AWS_SECRET_ACCESS_KEY": SeaweedFS.secretKey,
        "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
      ]
      functions = BehindTheMount.ofBucket
    }
  }

  /// Opens it.
  func open(refresh: Duration) throws -> any ProfileStore {
    switch kind {
    case .local: return try LocalStore(path: location)
    case .s3:
      let credentials = CredentialSource(now: { .now }) { () throws(CredentialError) in
        Credentials(accessKey: SeaweedFS.accessKey, secretKey: SeaweedFS.secretKey)
      }
      return try S3Store(
        S3Location(location), credentials: credentials, transport: AsyncTransport(),
        refresh: refresh)
    }
  }

  /// Removes a file, behind a mount in this process.
  func removeBehind(_ path: String) {
    let result = shell(functions + "remove_behind \(path)", environment: environment)
    precondition(result.status == 0, "\(result)")
  }
}
