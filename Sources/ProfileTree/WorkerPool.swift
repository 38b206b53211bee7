import CLinux
import Glibc

/// A fixed number of threads that run jobs in the order in which they came.
///
/// Jobs may block on disks, networks and merges; that is what the threads are for. Swift's own pool
/// has a thread a core, and a few blocked jobs would stop everything on it. The queue is as long as
/// the kernel lets requests wait: one for each thread of the machine that is in a call.
public final class WorkerPool: Sendable {
  private struct Queue {
    var jobs: [@Sendable () -> Void] = []
    var isOver = false
  }

  private let queue = Monitor(Queue())
  private let unfinished = Monitor(0)

  /// Starts the threads; they end with the pool, once no job waits.
  public init(threads: Int, name: String) {
    for _ in 0..<threads {
      startThread(name: name) { [queue, unfinished] in
        while let job = WorkerPool.next(queue) {
          job()
          unfinished.update(wakingAll: true) { $0 -= 1 }
        }
      }
    }
  }

  deinit { queue.update(wakingAll: true) { $0.isOver = true } }

  /// Runs a job on one of the threads.
  public func run(_ job: @escaping @Sendable () -> Void) {
    unfinished.update { $0 += 1 }
    queue.update { $0.jobs.append(job) }
  }

  /// Waits until no job is waiting or running.
  public func drain() {
    unfinished.wait { $0 == 0 ? () : nil }
  }

  // Nil once the pool is over.
  private static func next(_ queue: Monitor<Queue>) -> (@Sendable () -> Void)? {
    enum Next {
      case job(@Sendable () -> Void)
      case end
    }
    let next = queue.wait { queue -> Next? in
      guard queue.jobs.isEmpty else { return .job(queue.jobs.removeFirst()) }
      return queue.isOver ? .end : nil
    }
    return if case .job(let job) = next { job } else { nil }
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
