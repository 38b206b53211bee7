import CLinux
import Glibc

/// A fixed number of threads that run jobs in the order in which they came.
///
/// Jobs may block on disks, networks and merges; that is what the threads are for. Swift's own pool
/// has a thread a core, and a few blocked jobs would stop everything on it. The queue is as long as
/// the kernel lets requests wait: one for each thread of the machine that is in a call.
public final class WorkerPool: Sendable {
  private typealias Job = @Sendable () -> Void

  private let waiting = Monitor<[Job]>([])
  private let unfinished = Monitor(0)

  /// Starts the threads; they live as long as the process.
  public init(threads: Int, name: String) {
    for _ in 0..<threads {
      startThread(name: name) { [waiting, unfinished] in
        while true {
          let job = waiting.wait { $0.isEmpty ? nil : $0.removeFirst() }
          job()
          unfinished.update(wakingAll: true) { $0 -= 1 }
        }
      }
    }
  }

  /// Runs a job on one of the threads.
  public func run(_ job: @escaping @Sendable () -> Void) {
    unfinished.update { $0 += 1 }
    waiting.update { $0.append(job) }
  }

  /// Waits until no job is waiting or running.
  public func drain() {
    unfinished.wait { $0 == 0 ? () : nil }
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
