import Synchronization

/// Tells waiters whose caller dies.
///
/// The kernel reports an interrupt for any signal, also for one that the caller handles and then goes
/// on waiting (Go's SIGURG, git's SIGALRM), and only once per request. So an interrupt says no more
/// than that it is time to look, again and again, until the request is answered.
final class CallerWatch: Sendable {
  struct Token: Hashable, Sendable {
    fileprivate let number: UInt

    fileprivate init(number: UInt) { self.number = number }

    init?(_ pointer: UnsafeMutableRawPointer?) {
      guard let pointer else { return nil }
      number = UInt(bitPattern: pointer)
    }

    var pointer: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: number) }
  }

  private struct Waiter: Sendable {
    let thread: Int32
    let died: @Sendable () -> Void
  }

  private struct State {
    var last: UInt = 0
    var waiters: [Token: Waiter] = [:]
    var interrupted: Set<Token> = []
    var ended = false
  }

  private let state = Mutex(State())
  private let event: Event

  init() throws(SessionError) { event = try Event() }

  /// Watches a thread that waits; `died` is called at most once, from the watch's own thread.
  func begin(_ thread: Int32, died: @escaping @Sendable () -> Void) -> Token {
    state.withLock { state in
      state.last += 1
      let token = Token(number: state.last)
      state.waiters[token] = Waiter(thread: thread, died: died)
      return token
    }
  }

  /// The thread waits no more.
  func end(_ token: Token) {
    // The closure may hold the last reference to something: it goes after the lock.
    let waiter = state.withLock { state in
      state.interrupted.remove(token)
      return state.waiters.removeValue(forKey: token)
    }
    withExtendedLifetime(waiter) {}
  }

  /// The kernel says that the thread got a signal.
  func interrupted(_ token: Token) {
    let isNew = state.withLock { state in
      state.waiters[token] != nil && state.interrupted.insert(token).inserted
    }
    if isNew { event.signal() }
  }

  /// How many threads are watched.
  var waiterCount: Int { state.withLock { $0.waiters.count } }

  /// How many of them got a signal.
  var interruptedCount: Int { state.withLock { $0.interrupted.count } }

  /// Ends `run`.
  func stop() {
    state.withLock { $0.ended = true }
    event.signal()
  }

  /// Looks after interrupted callers until stopped.
  func run() {
    while true {
      let (ended, interrupted) = state.withLock { state in
        (state.ended, state.interrupted.map { ($0, state.waiters[$0]) })
      }
      if ended { return }
      for case (let token, let waiter?) in interrupted where CallerState.isDying(waiter.thread) {
        end(token)
        waiter.died()
      }
      event.wait(atMost: interrupted.isEmpty ? nil : Limits.callerPoll)
    }
  }
}
