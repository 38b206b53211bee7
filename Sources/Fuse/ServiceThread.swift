import CLinux
import Glibc
import Synchronization

/// A thread of the session: a pthread, so that nothing here depends on Swift's pool, which has as
/// many threads as cores and deadlocks when those wait for the mount.
///
/// It takes no signal but its wake-up: the process's signals are for the others.
final class ServiceThread: Sendable {
  private final class Body: Sendable {
    let name: String
    let run: @Sendable () -> Void
    let ended = Atomic(false)

    init(name: String, run: @escaping @Sendable () -> Void) {
      self.name = name
      self.run = run
    }
  }

  private let body: Body
  private let thread: pthread_t

  /// Starts a thread; `name` has up to 15 bytes.
  init(_ name: String, _ run: @escaping @Sendable () -> Void) throws(SessionError) {
    body = Body(name: name, run: run)
    let context = Unmanaged.passRetained(body)
    var thread = pthread_t()
    var previous = sigset_t()
    var mask = ServiceThread.signalMask
    pthread_sigmask(SIG_SETMASK, &mask, &previous)
    let failure = pthread_create(
      &thread, nil,
      { context in
        let body = Unmanaged<Body>.fromOpaque(context!).takeRetainedValue()
        clinux_set_thread_name(body.name)
        body.run()
        body.ended.store(true, ordering: .releasing)
        return nil
      }, context.toOpaque())
    pthread_sigmask(SIG_SETMASK, &previous, nil)
    self.thread = thread
    if failure != 0 {
      context.release()
      throw SessionError(.failed, "can't start a thread: \(errorText(failure))")
    }
  }

  /// Whether it has nothing left to do.
  var hasEnded: Bool { body.ended.load(ordering: .acquiring) }

  /// Interrupts the system call that it waits in, if it does just now.
  func wake() { pthread_kill(thread, ServiceThread.wakeSignal) }

  /// Waits for its end, once.
  func join() { pthread_join(thread, nil) }

  /// Makes `wake` end a read with EINTR, and nothing else. For the whole process.
  static func allowWaking() {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in }
    sigaction(wakeSignal, &action, nil)
  }

  /// The last real-time signal: what little uses them counts from the first.
  private static var wakeSignal: Int32 { __libc_current_sigrtmax() }

  /// Faults can't be held up: they would end the process without its handlers.
  private static var signalMask: sigset_t {
    var mask = sigset_t()
    sigfillset(&mask)
    for signal in [wakeSignal, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGABRT, SIGSYS] {
      sigdelset(&mask, signal)
    }
    return mask
  }
}
