public import ProfileStore

/// A bucket, or what is under a prefix of one, as a store. Any number of hosts share it, without
/// knowing of each other.
///
/// What others change shows within the bound `refresh`, what this store changes at once.
public final class S3Store: ProfileStore {
  let client: S3Client
  let listings: Listings
  let tags = EntityTags()
  let location: S3Location
  let fetches = Fetches()
  private let parts: BucketParts

  /// The store at a location, with the credentials that AWS's tools would use.
  ///
  /// - Parameter refresh: how long what was listed is believed.
  /// - Throws: what is wrong with the credentials, the bucket, its region, or this machine's clock.
  public convenience init(_ location: S3Location, refresh: Duration) throws(StoreError) {
    let transport = AsyncTransport()
    let credentials = CredentialSource(
      settings: .ofProcess(), region: location.region, transport: transport)
    try self.init(location, credentials: credentials, transport: transport, refresh: refresh)
  }

  /// A store of a bucket that answers.
  ///
  /// - Parameter refresh: how long what was listed is believed.
  /// - Throws: what is wrong with the credentials, the bucket, its region, or this machine's clock.
  convenience init(
    _ location: S3Location, credentials: CredentialSource, transport: any HTTPTransport,
    refresh: Duration, patience: Patience = Patience(), partition: Partition = Partition()
  ) throws(StoreError) {
    let client = S3Client(
      location, credentials: credentials, transport: transport, patience: patience,
      partition: partition)
    self.init(client, refresh: refresh)
    try of("") { () throws(S3Error) in _ = try client.list("", byDirectory: true, limit: 1) }
  }

  private init(_ client: S3Client, refresh: Duration) {
    self.client = client
    location = client.location
    listings = Listings(of: client, tags: tags, refresh: refresh)
    parts = BucketParts(client.refreshing())
  }

  /// The same for each host that mounts it, whatever way it takes to the bucket.
  public var cacheName: String { "s3://\(location.bucket)/\(location.prefix)" }

  /// Why the bucket doesn't answer. What was listed before is then shown as it was.
  public var outage: StoreOutage? { client.reachability.outage }

  /// It is on a network.
  public var isDistant: Bool { true }

  /// What its hosts compute for each other.
  public var sharedParts: (any SharedParts)? { parts }

  /// A bucket has no bounds.
  public func space() -> StoreSpace? { nil }

  /// Runs requests; their error becomes a store's.
  func of<Result>(
    _ path: String, _ body: () throws(S3Error) -> Result
  ) throws(StoreError) -> Result {
    do throws(S3Error) {
      return try body()
    } catch {
      throw StoreError(error, at: path)
    }
  }
}

extension S3Error {
  /// Whether what was believed of the object is old.
  var isOfAnotherObject: Bool { code == .preconditionFailed || code == .notFound }
}

extension StoreError {
  static func present(_ directory: StoreDirectory) -> StoreError {
    StoreError(.alreadyExists, path: "\(directory)", message: "it is there already")
  }

  static func nothing(at path: String) -> StoreError {
    StoreError(.notFound, path: path, message: "there is nothing of this name")
  }

  /// What a bucket's error means for a store.
  init(_ error: S3Error, at path: String) {
    let code: Code =
      switch error.code {
      case .notFound: .notFound
      case .preconditionFailed: .changed
      case .accessDenied: .accessDenied
      case .timedOut: .timedOut
      case .conflict, .misconfigured, .unavailable: .unavailable
      }
    self.init(code, path: path, message: error.message)
  }
}
