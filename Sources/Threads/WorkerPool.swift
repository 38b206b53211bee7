import CLinux
import Glibc
import Synchronization

/// A fixed number of threads that run jobs in the order in which they came.
///
/// Jobs may block on disks, networks and merges; that is what the threads are for. Swift's own pool
/// has a thread a core, and a few blocked jobs would stop everything on it. The queue is as long as
/// the kernel lets requests wait: one for each thread of the machine that is in a call.
public final class WorkerPool: Sendable {
  private let queue = Queue()

  /// Starts the threads; they end with the pool, once no job waits.
  public init(threads: Int, name: String) {
    for _ in 0..<threads {
      startThread(name: name) { [queue] in
        while let job = queue.next() {
          job()
          queue.finished()
        }
        // Whoever else waits for a job is to learn of the end too.
        queue.wake()
      }
    }
  }

  deinit { queue.end() }

  /// Runs a job on one of the threads.
  public func run(_ job: @escaping @Sendable () -> Void) { queue.append(job) }

  /// Waits until no job is waiting or running.
  public func drain() { queue.drain() }
}

/// The jobs that wait. A semaphore counts them: waking a thread is one system call and waiting
/// another, where a condition and its mutex take twice as many.
private final class Queue: @unchecked Sendable {
  typealias Job = @Sendable () -> Void

  private let jobs = Mutex<Deque>(Deque())
  private let isOver = Atomic(false)
  // Unchecked: semaphores are made for several threads.
  private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  private let unfinished = Atomic(0)
  private let isAwaited = Atomic(false)
  private let idle = Monitor(())

  init() { sem_init(semaphore, 0, 0) }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  func append(_ job: @escaping Job) {
    unfinished.add(1, ordering: .relaxed)
    jobs.withLock { $0.append(job) }
    wake()
  }

  func wake() { sem_post(semaphore) }

  /// Waits for a job; nil once there will be none any more.
  func next() -> Job? {
    while true {
      while sem_wait(semaphore) != 0 {}
      if let job = jobs.withLock({ $0.popFirst() }) { return job }
      if isOver.load(ordering: .acquiring) { return nil }
    }
  }

  func finished() {
    let left = unfinished.subtract(1, ordering: .sequentiallyConsistent).newValue
    // Only who drains the pool wants to be told.
    if left == 0, isAwaited.load(ordering: .sequentiallyConsistent) {
      idle.update(wakingAll: true) { _ in }
    }
  }

  func drain() {
    isAwaited.store(true, ordering: .sequentiallyConsistent)
    idle.wait { _ in unfinished.load(ordering: .sequentiallyConsistent) == 0 ? () : nil }
  }

  func end() {
    isOver.store(true, ordering: .releasing)
    wake()
  }
}

/// Jobs, first in, first out: two lists, so that neither end moves the rest.
private struct Deque {
  private var arriving: [Queue.Job] = []
  private var leaving: [Queue.Job] = []

  mutating func append(_ job: @escaping Queue.Job) { arriving.append(job) }

  mutating func popFirst() -> Queue.Job? {
    if leaving.isEmpty {
      leaving = arriving.reversed()
      arriving = []
    }
    return leaving.popLast()
  }
}

/// Starts a detached thread. A name has at most 15 characters (pthread_setname_np(3)).
func startThread(name: String, _ body: @escaping @Sendable () -> Void) {
  final class Start {
    let name: String
    let body: @Sendable () -> Void
    init(name: String, body: @escaping @Sendable () -> Void) {
      self.name = name
      self.body = body
    }
  }
  var thread = pthread_t()
  let start = Unmanaged.passRetained(Start(name: name, body: body))
  let result = pthread_create(
    &thread, nil,
    { argument in
      let start = Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
      clinux_set_thread_name(start.name)
      start.body()
      return nil
    }, start.toOpaque())
  precondition(result == 0, "no thread could be started: errno \(result)")
  pthread_detach(thread)
}
