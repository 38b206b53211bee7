import CFuse3
import Synchronization

/// What a session and its requests share: libfuse carries it as its user data.
final class SessionCore: Sendable {
  let operations: any FileSystemOperations
  let callers: CallerWatch
  let openInodes = OpenInodes()
  /// Signalled when `run` should look again at what is below.
  let event: Event
  private let logger: SessionLog
  private let awaitsInitReply = Atomic(true)
  private let initialized = Atomic(false)
  private let stopping = Atomic(false)
  private let ending = Atomic(false)
  private let unanswered = Atomic(0)

  init(_ operations: any FileSystemOperations, log: @escaping SessionLog) throws(SessionError) {
    self.operations = operations
    self.callers = try CallerWatch()
    self.event = try Event()
    self.logger = log
  }

  static func of(_ request: fuse_req_t) -> SessionCore { of(fuse_req_userdata(request)) }

  static func of(_ userdata: UnsafeMutableRawPointer) -> SessionCore {
    Unmanaged.fromOpaque(userdata).takeUnretainedValue()
  }

  func log(_ level: LogLevel, _ message: String) { logger(level, message) }

  /// Whether the kernel and libfuse have agreed on how they talk.
  var isInitialized: Bool { initialized.load(ordering: .acquiring) }

  /// Called before INIT is answered, by the thread that answers it.
  func willInitialize() { initialized.store(true, ordering: .releasing) }

  /// Whether the reply that is about to be written is the one to INIT: the first of all.
  func takesInitReply() -> Bool {
    guard awaitsInitReply.load(ordering: .relaxed) else { return false }
    return awaitsInitReply.exchange(false, ordering: .relaxed)
  }

  /// Whether someone asked for the end.
  var isStopping: Bool { stopping.load(ordering: .acquiring) }

  func stop() {
    stopping.store(true, ordering: .releasing)
    event.signal()
  }

  /// Requests that libfuse handed out and hasn't got back.
  var requestsUnderWay: Int { unanswered.load(ordering: .acquiring) }

  func requestBegan() { unanswered.add(1, ordering: .relaxed) }

  func requestEnded() {
    let (_, left) = unanswered.subtract(1, ordering: .acquiringAndReleasing)
    if left == 0, ending.load(ordering: .sequentiallyConsistent) { event.signal() }
  }

  /// Waits until every request is answered, or the time is over; answers whether all are.
  func drain(for limit: Duration) -> Bool {
    ending.store(true, ordering: .sequentiallyConsistent)
    let deadline = ContinuousClock.now + limit
    while requestsUnderWay > 0 {
      let left = deadline - .now
      guard left > .zero else { return false }
      event.wait(atMost: left)
    }
    return true
  }
}
