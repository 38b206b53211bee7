import AsyncHTTPClient
import NIOCore
import Synchronization

/// HTTP clients that are used a bounded number of times each.
///
/// A client remembers every host and every TLS setting that it ever met (AsyncHTTPClient keeps a pool
/// for each until its end), and a collector runs for months while instances come and go.
final class Clients: Sendable {
  /// One of them. It ends with its last request.
  private final class Generation: Sendable {
    let client: HTTPClient
    private let state = Mutex((running: 0, begun: 0, isRetired: false))

    init(_ client: HTTPClient) { self.client = client }

    /// Whether one more request is begun; none is any more once it is used up.
    func begin() -> Bool {
      state.withLock { state in
        guard !state.isRetired, state.begun < Limits.requestsPerClient else { return false }
        state.begun += 1
        state.running += 1
        return true
      }
    }

    func end() {
      update { $0.running -= 1 }
    }

    func retire() {
      update { $0.isRetired = true }
    }

    private func update(
      _ body: (inout (running: Int, begun: Int, isRetired: Bool)) -> Void
    ) {
      let isOver = state.withLock { state in
        let wasOver = state.isRetired && state.running == 0
        body(&state)
        return !wasOver && state.isRetired && state.running == 0
      }
      if isOver { client.shutdown { _ in } }
    }
  }

  private let make: @Sendable () -> HTTPClient
  private let current: Mutex<Generation>

  /// - Parameter make: makes a client that hasn't met anybody.
  init(_ make: @escaping @Sendable () -> HTTPClient) {
    self.make = make
    current = Mutex(Generation(make()))
  }

  deinit { end() }

  /// Lends a client for a request, until its answer is read.
  func withClient<Result: Sendable>(
    _ body: (HTTPClient) async throws -> Result
  ) async throws -> Result {
    let generation = take()
    defer { generation.end() }
    return try await body(generation.client)
  }

  private func take() -> Generation {
    let (taken, retired) = current.withLock { current -> (Generation, Generation?) in
      if current.begin() { return (current, nil) }
      let old = current
      current = Generation(make())
      _ = current.begin()
      return (current, old)
    }
    retired?.retire()
    return taken
  }

  /// Lets go of the current one once its requests are over.
  func end() { current.withLock { $0 }.retire() }
}
