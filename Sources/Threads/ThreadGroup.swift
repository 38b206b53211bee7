import CLinux
import Glibc
import Synchronization

/// Threads that do one thing together.
public enum ThreadGroup {
  /// How many threads can run at once on this machine.
  public static let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// Runs the body on this many threads, of which the caller's is one, and returns when all have
  /// ended. Where the system gives fewer threads, fewer run it.
  public static func run(threads: Int, _ body: @Sendable () -> Void) {
    withoutActuallyEscaping(body) { body in
      let others = (1..<max(1, threads)).compactMap { start($0, body) }
      body()
      for thread in others { pthread_join(thread, nil) }
    }
  }

  /// Runs the body for each number below `count`, on up to this many threads.
  public static func run(count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
    let next = Atomic(0)
    run(threads: min(threads, count)) {
      while true {
        let number = next.add(1, ordering: .relaxed).oldValue
        guard number < count else { return }
        body(number)
      }
    }
  }

  private final class Start {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private static func start(
    _ number: Int, _ body: @escaping @Sendable () -> Void
  ) -> pthread_t? {
    var thread = pthread_t()
    let start = Unmanaged.passRetained(Start(body))
    let result = clinux_start_thread(
      &thread, Int32(number),
      { argument in Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue().body() },
      start.toOpaque())
    if result == 0 { return thread }
    start.release()
    return nil
  }
}
