import Glibc
import Synchronization

/// SIGTERM and SIGINT, and SIGHUP in the foreground, end the mount as an unmount does.
///
/// Made before the first thread: the signals are blocked in all of them and awaited in one.
final class StopSignals: Sendable {
  nonisolated(unsafe) private var signals = sigset_t()

  init(isDaemon: Bool) {
    signal(SIGPIPE, SIG_IGN)
    if isDaemon { signal(SIGHUP, SIG_IGN) }
    sigemptyset(&signals)
    for number in isDaemon ? [SIGTERM, SIGINT] : [SIGTERM, SIGINT, SIGHUP] {
      sigaddset(&signals, number)
    }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
  }

  /// Calls back, on a thread of its own, at each such signal.
  func onStop(_ body: @escaping @Sendable () -> Void) {
    final class Waiter {
      let signals: sigset_t
      let body: @Sendable () -> Void
      init(_ signals: sigset_t, _ body: @escaping @Sendable () -> Void) {
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
        while sigwait(&signals, &number) == 0 { waiter.body() }
        return nil
      }, waiter.toOpaque())
    pthread_detach(thread)
  }
}
