import ProfileStore

/// One bucket: makes requests, signs them, and tries again what may work then.
///
/// Every call blocks until there is an answer or its time is up.
final class S3Client: Sendable {
  let location: S3Location
  private let credentials: CredentialSource
  private let transport: any HTTPTransport
  private let signature: SignatureV4
  private let patience: Patience
  let reachability: Reachability
  /// What is put in one request, and what in parts.
  let partition: Partition

  init(
    _ location: S3Location, credentials: CredentialSource, transport: any HTTPTransport,
    patience: Patience = Patience(), partition: Partition = Partition(),
    reachability: Reachability = Reachability()
  ) {
    self.patience = patience
    self.partition = partition
    self.location = location
    self.credentials = credentials
    self.transport = transport
    self.reachability = reachability
    signature = SignatureV4(service: .s3, region: location.region)
  }

  /// A client of the same bucket that gives up sooner: for what was known before, and can be done
  /// without.
  func refreshing() -> S3Client {
    S3Client(
      location, credentials: credentials, transport: transport, patience: patience.ofRefresh,
      partition: partition, reachability: reachability)
  }

  /// A request of the bucket, or of one of its objects.
  struct Request {
    var method: String
    /// nil for the bucket.
    var key: String?
    var query: [(name: String, value: String)] = []
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []
    /// How many bytes it moves: more time is allowed for more.
    var size = 0
    /// Whether it completes an upload: an error may come after a status of 200, and a conflict isn't
    /// over in a moment.
    var isCompletion = false
  }

  /// What an answer is worth.
  struct Answer {
    let response: HTTPResponse
    /// Whether an earlier try may have been carried out although its answer was lost.
    let mayHaveBeenDone: Bool
  }

  /// When the last try begins of requests that move so many bytes, one after the other.
  func deadline(moving size: Int) -> ContinuousClock.Instant {
    .now + patience.requestTime + S3Client.allowance(size)
  }

  private static func allowance(_ size: Int) -> Duration {
    .seconds(size / Limits.slowestBytesPerSecond)
  }

  /// Sends a request, as often as it takes.
  ///
  /// - Parameter deadline: for the last try to begin; what moves many bytes may take longer.
  /// - Throws: whatever isn't an answer of 2xx.
  func perform(
    _ request: Request, by deadline: ContinuousClock.Instant? = nil
  ) throws(S3Error) -> Answer {
    let deadline = deadline ?? self.deadline(moving: 0)
    let allowance = S3Client.allowance(request.size)
    var backoff = Backoff(patience)
    var mayHaveBeenDone = false
    var hasRenewed = false
    while true {
      let left = min(max(deadline - .now, .milliseconds(1)), patience.attemptTime) + allowance
      let failure: Failure
      let used: Credentials?
      switch attempt(request, within: left) {
      case .success(let response):
        reachability.answered()
        return Answer(response: response, mayHaveBeenDone: mayHaveBeenDone)
      case .failure(let failed):
        (failure, used) = (failed.failure, failed.credentials)
        mayHaveBeenDone = mayHaveBeenDone || failed.mayHaveBeenDone
      }
      // Keys may have been replaced before they end.
      if failure.refusesCredentials, !hasRenewed {
        hasRenewed = true
        if let used { credentials.forget(used) }
        continue
      }
      let pause = backoff.next(slowly: failure.asksForLess)
      guard failure.isPassing, .now + pause < deadline else {
        noteEnd(failure)
        throw failure.error(mayHaveBeenDone: mayHaveBeenDone)
      }
      Backoff.pause(pause)
    }
  }

  // A no is an answer too.
  private func noteEnd(_ failure: Failure) {
    guard failure.isPassing else { return reachability.answered() }
    reachability.failed(failure.error) { [weak self] in
      _ = try? self?.refreshing().list("", byDirectory: true, limit: 1)
    }
  }

  private enum Attempt {
    case success(HTTPResponse)
    case failure((failure: Failure, mayHaveBeenDone: Bool, credentials: Credentials?))
  }

  private func attempt(_ request: Request, within time: Duration) -> Attempt {
    let credentials: Credentials
    do throws(CredentialError) {
      credentials = try self.credentials.current()
    } catch {
      return .failure((Failure(error), false, nil))
    }
    do throws(TransportError) {
      var response = try transport.send(sign(request, with: credentials), within: time)
      if request.isCompletion { response = response.withLateStatus }
      guard !(200..<300).contains(response.status) else { return .success(response) }
      // An answer of 500 may come after the change was made.
      let failure = Failure(response, to: request, of: location)
      return .failure((failure, response.status >= 500, credentials))
    } catch {
      return .failure((Failure(error), error.kind != .unreachable, credentials))
    }
  }

  private func sign(_ request: Request, with credentials: Credentials) -> HTTPRequest {
    let place = location.address(ofKey: request.key.map(location.key) ?? "")
    let unsigned = HTTPRequest(
      request.method, scheme: location.endpoint.scheme, authority: place.authority,
      path: place.path, query: request.query, headers: request.headers, body: request.body)
    return signature.sign(unsigned, with: credentials, at: .now)
  }
}
