public import Dispatch
import Glibc
import Synchronization
import Threads

/// Waits until a condition holds, looking often; false if it doesn't within the limit.
@discardableResult
public func waitUntil(
  _ limit: Duration = .seconds(30), every pause: Duration = .milliseconds(2),
  _ condition: () -> Bool
) -> Bool {
  let end = ContinuousClock.now + limit
  while !condition() {
    guard ContinuousClock.now < end else { return false }
    usleep(UInt32(pause / .microseconds(1)))
  }
  return true
}

/// Something that happens once, and can be waited for.
public final class Flag: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)

  /// It hasn't happened.
  public init() {}

  /// It happens.
  public func raise() { semaphore.signal() }

  /// Waits for it; false if it doesn't happen within the limit.
  @discardableResult
  public func wait(_ limit: DispatchTimeInterval = .seconds(30)) -> Bool {
    guard semaphore.wait(timeout: .now() + limit) == .success else { return false }
    semaphore.signal()
    return true
  }
}

/// Runs something on a thread of its own: the two of Swift's pool are soon taken by what waits.
public func startThread(_ body: @escaping @Sendable () -> Void) {
  final class Start {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var thread = pthread_t()
  pthread_create(
    &thread, nil,
    { argument in
      Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue().body()
      return nil
    }, Unmanaged.passRetained(Start(body)).toOpaque())
  pthread_detach(thread)
}
