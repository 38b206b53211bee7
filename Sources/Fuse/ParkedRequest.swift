import CFuse3
import Synchronization

/// A request in a table of waiters, or in an escaping closure: whoever takes it first answers it.
///
/// One that is dropped while it still has its request answers EIO and logs, as the request does.
public final class ParkedRequest<Answer>: Sendable {
  private struct State: ~Copyable {
    var request: Request<Answer>?
    // Said apart: Swift 6.3.1 compiles `!= nil` of a noncopyable value wrongly, optimised.
    var isTaken = false
    var watch: CallerWatch.Token?
  }

  private let state: Mutex<State>
  // Unchecked: it never changes, and is only used while the request is here, which keeps it alive.
  private nonisolated(unsafe) let raw: fuse_req_t
  private let core: SessionCore

  /// Keeps a request.
  public init(_ request: consuming Request<Answer>) {
    raw = request.raw
    core = request.core
    state = Mutex(State(request: request, watch: nil))
  }

  deinit {
    let core = core
    state.withLock { state in
      if let watch = state.watch { core.callers.end(watch) }
    }
  }

  /// The request, for the first who asks; nil from then on. Bind it (`if let`), don't compare it with
  /// nil: Swift 6.3.1 compiles that wrongly, optimised.
  public func take() -> Request<Answer>? {
    state.withLock { state in
      if let watch = state.watch { core.callers.end(watch) }
      state.watch = nil
      state.isTaken = true
      return state.request.take()
    }
  }

  /// If the caller dies while it waits, takes the request and hands it over, on a thread of the
  /// session: answer it (EINTR; nobody sees it) and forget this waiter. The body must not block.
  ///
  /// A caller that is interrupted and lives on goes on waiting. One that can't be seen, because it
  /// is in another pid namespace, can't be seen dying either. Call this once, at any time: if the
  /// request is taken already, nothing happens.
  public func onCallerDeath(_ body: @escaping @Sendable (consuming Request<Answer>) -> Void) {
    state.withLock { state in
      guard !state.isTaken, state.watch == nil else { return }
      let thread = fuse_req_ctx(raw).pointee.pid
      guard thread > 0 else { return }
      let token = core.callers.begin(thread) { [weak self] in
        if let request = self?.take() { body(request) }
      }
      state.watch = token
      // libfuse may still be in the callback when the request is answered elsewhere, so it gets a
      // number, not a reference. The callback runs under libfuse's lock: it only takes a note.
      fuse_req_interrupt_func(
        raw,
        { raw, number in
          guard let raw, let token = CallerWatch.Token(number) else { return }
          SessionCore.of(raw).callers.interrupted(token)
        }, token.pointer)
    }
  }
}
