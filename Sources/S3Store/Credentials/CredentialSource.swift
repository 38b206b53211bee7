import ProfileStore
import Threads

/// The credentials in use. They are kept, replaced some minutes before their end, and asked for by
/// one thread at a time.
final class CredentialSource: Sendable {
  private let fetch: @Sendable () throws(CredentialError) -> Credentials
  private let now: @Sendable () -> Timestamp
  private let state = Monitor(State())

  /// Credentials from where AWS's SDKs look for them, in their order.
  convenience init(
    settings: AWSSettings, region: String, transport: any HTTPTransport,
    now: @escaping @Sendable () -> Timestamp = { .now }
  ) {
    let context = CredentialContext(
      settings: settings, region: region, transport: transport, now: now)
    let chain = CredentialChain(context)
    self.init(now: now) { () throws(CredentialError) in try chain.credentials() }
  }

  /// Credentials from anywhere.
  init(
    now: @escaping @Sendable () -> Timestamp,
    fetch: @escaping @Sendable () throws(CredentialError) -> Credentials
  ) {
    self.fetch = fetch
    self.now = now
  }

  /// Credentials that are good now. Blocks while they are fetched; one thread fetches, and the others
  /// go on with the old ones or share its outcome.
  func current() throws(CredentialError) -> Credentials {
    let now = now()
    var arrival: Int?
    let step = state.wait { state in
      if arrival == nil { arrival = state.fetches }
      return state.step(at: now, isFirst: arrival == state.fetches)
    }
    switch step {
    case .use(let credentials): return credentials
    case .fail(let error): throw error
    case .fetch: return try replaced()
    }
  }

  /// Forgets credentials that the store refused as ended or unknown: the next ones are fetched anew.
  func forget(_ refused: Credentials) {
    state.update { state in
      if state.held == refused { state.held = nil }
    }
  }

  private func replaced() throws(CredentialError) -> Credentials {
    let outcome: Result<Credentials, CredentialError>
    do throws(CredentialError) {
      outcome = .success(try fetch())
    } catch {
      outcome = .failure(error)
    }
    let now = now()
    return try state.update(wakingAll: true) { $0.end(with: outcome, at: now) }.get()
  }
}

/// What is held, and who fetches.
private struct State: Sendable {
  enum Step: Sendable {
    case use(Credentials)
    case fail(CredentialError)
    case fetch
  }

  var held: Credentials?
  /// How many fetches have ended, and what the last one failed with.
  private(set) var fetches = 0
  private var failure: CredentialError?
  private var isFetching = false
  private var nextTry: Timestamp?

  /// What a caller does; nil is to wait.
  ///
  /// - Parameter isFirst: whether no fetch has ended since it came; the failure of one that it has
  ///   waited for is its own.
  mutating func step(at now: Timestamp, isFirst: Bool) -> Step? {
    if let held, held.isGood(at: now) {
      let isFresh = held.isGood(at: now, for: Limits.refreshMargin)
      let isEarly = nextTry.map { now < $0 } ?? false
      if isFresh || isFetching || isEarly { return .use(held) }
    }
    if isFetching { return nil }
    if !isFirst, let failure { return .fail(failure) }
    isFetching = true
    return .fetch
  }

  /// Takes what a fetch brought. Where it failed, the old ones are used until they really end.
  mutating func end(
    with outcome: Result<Credentials, CredentialError>, at now: Timestamp
  ) -> Result<Credentials, CredentialError> {
    isFetching = false
    fetches &+= 1
    nextTry = now.advanced(
      byMilliseconds: Limits.refreshPause.components.seconds * Timestamp.second)
    switch outcome {
    case .success(let credentials):
      held = credentials
      failure = nil
      return outcome
    case .failure(let error):
      failure = error
      guard let held, held.isGood(at: now) else { return outcome }
      return .success(held)
    }
  }
}
