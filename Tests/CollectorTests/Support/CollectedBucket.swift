import Crypto
import ProfileStore
import TestSupport
import Testing

@testable import S3Store

/// A part of a bucket on a real S3 server that collectors write into, over a way that can be cut.
final class CollectedBucket: Sendable {
  /// Whose key a collector has.
  enum Key {
    /// May do anything.
    case owner
    /// May list and write.
    case collector
  }

  /// As an argument.
  let location: String
  /// What a program needs to know to get at it.
  let environment: [String: String]
  /// The way to it.
  let relay: Relay
  private let directory = TemporaryDirectory()

  init(_ key: Key = .owner) throws {
    let server = SeaweedFS.shared
    relay = try Relay(to: String(server.endpoint.dropFirst("http://".count)))
    let prefix = key == .owner ? server.prefix() : "collected/\(server.prefix())"
    location = "s3://\(SeaweedFS.bucket)/\(prefix)?endpoint=http://\(relay.address)"
    environment = [
      "AWS_ACCESS_KEY_ID": key == .owner ? SeaweedFS.accessKey : SeaweedFS.collectorKey,
      "AWS_SECRET_ACCESS_KEY": key == .owner ? SeaweedFS.secretKey : SeaweedFS.collectorSecret,
      "AWS_EC2_METADATA_DISABLED": "true", "HOME": directory.path,
    ]
  }

  /// A directory for the test's own use, which isn't there yet.
  func path(_ name: String) -> String { "\(directory.path)/\(name)" }

  /// Starts a collector that writes into it.
  func collect(
    _ arguments: String, environment: [String: String] = [:]
  ) throws -> CollectorProgram {
    try CollectorProgram(
      "--to \(location) \(arguments)", environment: self.environment.merging(environment) { $1 })
  }

  /// The captures in it, `app/date/name`, with the SHA-256 of each.
  func captures() throws -> [String: String] {
    let credentials = CredentialSource(now: { .now }) { () throws(CredentialError) in
      Credentials(accessKey: SeaweedFS.accessKey, secretKey: SeaweedFS.secretKey)
    }
    let store = try S3Store(
      S3Location(location), credentials: credentials, transport: AsyncTransport(), refresh: .zero)
    var found: [String: String] = [:]
    try CollectedBucket.visit(store, below: nil) { app in
      for capture in try store.captures(of: app, in: CollectedBucket.always) {
        let bytes = try store.load(
          .capture(app, capture.name), identity: capture.status.identity
        ).bytes()
        found["\(app)/\(capture.name)"] = hexadecimal(SHA256.hash(data: bytes))
      }
    }
    return found
  }

  private static let always =
    Timestamp(milliseconds: 0)..<Timestamp(milliseconds: 4_000_000_000_000)

  private static func visit(
    _ store: S3Store, below app: AppPath?, _ body: (AppPath) throws -> Void
  ) throws {
    for name in try store.apps(below: app) {
      let inner = try #require(AppPath(components: (app?.components ?? []) + [name]))
      try body(inner)
      try visit(store, below: inner, body)
    }
  }

  /// Waits until all that the farms have sent so far is in it; then each has to be there once, and
  /// nothing else.
  ///
  /// - Parameter stop: ends who captures: after that nothing comes that was never sent whole.
  func expectOnce(
    _ farms: Farm..., stop: () -> Void, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let sent = try farms.flatMap { try $0.sums() }
    let isThere = waitUntil(every: .milliseconds(200)) {
      (try? Set(captures().values).isSuperset(of: sent)) ?? false
    }
    if !isThere { Issue.record("not all \(sent.count) are there", sourceLocation: sourceLocation) }
    stop()
    let sums = try captures().values
    let answered = Set(try farms.flatMap { try $0.report() }.flatMap(\.requests).map(\.sha256))
    #expect(Set(sums).count == sums.count, "something is twice", sourceLocation: sourceLocation)
    #expect(answered.isSuperset(of: sums), "not as it was sent", sourceLocation: sourceLocation)
  }
}
