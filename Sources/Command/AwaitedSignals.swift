import Glibc

/// Signals that a thread waits for, where they would end the process.
///
/// Made before the first thread: the signals are blocked in all of them and awaited in one.
public final class AwaitedSignals: Sendable {
  nonisolated(unsafe) private var signals = sigset_t()

  /// Blocks these signals, and ignores others; SIGPIPE is always ignored.
  public init(_ awaited: [Int32], ignoring ignored: [Int32] = []) {
    for number in ignored + [SIGPIPE] { signal(number, SIG_IGN) }
    sigemptyset(&signals)
    for number in awaited { sigaddset(&signals, number) }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  /// Calls back, on a thread of its own, at each such signal.
  public func onSignal(_ body: @escaping @Sendable (Int32) -> Void) {
    final class Waiter {
      let signals: sigset_t
      let body: @Sendable (Int32) -> Void
      init(_ signals: sigset_t, _ body: @escaping @Sendable (Int32) -> Void) {
        self.signals = signals
        self.body = body
      }
    }
    var thread = pthread_t()
    let waiter = Unmanaged.passRetained(Waiter(signals, body))
    pthread_create(
      &thread, nil,
      { argument in
        let waiter = Unmanaged<Waiter>.fromOpaque(argument!).takeRetainedValue()
        var (signals, number) = (waiter.signals, Int32(0))
        while sigwait(&signals, &number) == 0 { waiter.body(number) }
        return nil
      }, waiter.toOpaque())
    pthread_detach(thread)
  }
}
