import Dispatch
import Synchronization
import TestSupport
import Testing

/// Gives each test a thread of its own: they mostly wait, for captures that take a second and for
/// programs, and the two threads that tests have otherwise would have them wait one after the other.
struct OwnThread: SuiteTrait, TestTrait, TestScoping {
  var isRecursive: Bool { true }

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    guard testCase != nil else { return try await function() }
    let thread = TestThread()
    defer { thread.end() }
    try await withTaskExecutorPreference(thread) { try await function() }
  }
}

extension Trait where Self == OwnThread {
  /// Each test has a thread of its own.
  static var ownThread: Self { OwnThread() }
}

/// Runs a test. So many do at once, and no more: each has programs that it watches.
private final class TestThread: TaskExecutor {
  private static let places = DispatchSemaphore(value: 8)

  private let jobs = Mutex<[UnownedJob]>([])
  private let changes = DispatchSemaphore(value: 0)

  init() {
    startThread { [self] in
      TestThread.places.wait()
      while let job = next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
      TestThread.places.signal()
    }
  }

  // Woken once for each job, and once more for the end.
  private func next() -> UnownedJob? {
    changes.wait()
    return jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.append(job) }
    changes.signal()
  }

  func end() { changes.signal() }
}
