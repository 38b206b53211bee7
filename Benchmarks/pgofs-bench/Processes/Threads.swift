import Glibc

/// Threads that do one thing.
enum Threads {
  /// A thread that is waited for by `join`.
  @discardableResult
  static func start(_ work: @escaping @Sendable () -> Void) -> pthread_t {
    let box = Unmanaged.passRetained(Box(work))
    var thread = pthread_t()
    let result = pthread_create(
      &thread, nil,
      { argument in
        Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().work()
        return nil
      }, box.toOpaque())
    precondition(result == 0, "no thread: \(String(cString: strerror(result)))")
    return thread
  }

  static func join(_ thread: pthread_t) { pthread_join(thread, nil) }

  private final class Box: Sendable {
    let work: @Sendable () -> Void
    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
  }
}
