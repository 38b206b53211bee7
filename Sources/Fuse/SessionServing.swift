import CFuse3
import CLinux
import Glibc
import Synchronization

extension Session {
  /// Makes libfuse's session and mounts it. What libfuse says meanwhile is part of the error.
  static func mount(
    _ core: SessionCore, at point: MountPoint, _ options: String
  ) throws(SessionError) -> OpaquePointer {
    let heard = Heard()
    LibraryLog.redirect(to: heard.note)
    var table = OperationTable.make()
    let userdata = Unmanaged.passUnretained(core).toOpaque()
    guard let raw = cfuse_session_new(options, &table, userdata) else {
      throw SessionError(.invalidOption, "\(options): \(heard.text)")
    }
    guard fuse_session_mount(raw, point.path) == 0 else {
      fuse_session_destroy(raw)
      throw SessionError(.failed, "\(point.path): can't be mounted on: \(heard.text)")
    }
    _ = fcntl(fuse_session_fd(raw), F_SETFD, FD_CLOEXEC)
    InitReply.amend(for: raw)
    core.openInodes.connect(fuse_session_fd(raw))
    return raw
  }

  /// Serves until the mount is gone, a stop is asked for, or nothing works any more.
  func serve(_ threads: inout [ServiceThread], onReady: () -> Void) throws(SessionError) {
    let reader = Reader(raw: raw, core: core)
    // One alone until the first request, INIT, is answered: that may change the size of the buffers.
    threads.append(try ServiceThread("fuse-0") { reader.run(initializing: true) })
    var isReady = false
    while !core.isStopping, fuse_session_exited(raw) == 0 {
      if !isReady, reader.isReady {
        isReady = true
        for number in 1..<max(threadCount, 1) {
          threads.append(try ServiceThread("fuse-\(number)") { reader.run(initializing: false) })
        }
        onReady()
        continue
      }
      core.event.wait()
    }
    if !isReady, !core.isStopping {
      throw SessionError(.failed, "\(point.path): the mount ended before it could be used")
    }
  }

  /// Takes the mount out of the tree, if it is still there and still this one.
  func detach() {
    guard let table = try? MountTable.current(), let device,
      table.mount(at: point.path)?.device == device
    else { return }
    do {
      try Unmounting.detach(point.path)
    } catch {
      core.log(.warning, error.message)
    }
  }

  /// Ends the threads that read requests, each once it has handed over what it has.
  func end(_ threads: [ServiceThread]) {
    fuse_session_exit(raw)
    while threads.contains(where: { !$0.hasEnded }) {
      // Again and again, for one that was about to read but didn't yet.
      for thread in threads where !thread.hasEnded { thread.wake() }
      core.event.wait(atMost: Limits.wake)
    }
    for thread in threads { thread.join() }
  }

  /// Closes the connection to the kernel: who still waits there gets ENOTCONN.
  func close(isDrained: Bool) {
    if isDrained {
      // Without fuse_session_unmount: it would unmount whatever is mounted there by now.
      fuse_session_destroy(raw)
      return
    }
    // Whoever holds a request may still answer it: libfuse's session and its user data stay for it,
    // and the answer goes nowhere.
    core.log(.error, "\(core.requestsUnderWay) requests were never answered: they are given up")
    _ = Unmanaged.passRetained(core)
    let nowhere = clinux_open("/dev/null", O_RDWR | O_CLOEXEC, 0)
    _ = dup2(nowhere, fuse_session_fd(raw))
    _ = Glibc.close(nowhere)
  }
}

/// What libfuse says while it mounts.
private final class Heard: Sendable {
  private let lines = Mutex<[String]>([])

  func note(_ level: LogLevel, _ line: String) { lines.withLock { $0.append(line) } }

  var text: String {
    let lines = lines.withLock { $0 }
    return lines.isEmpty ? "the kernel refused" : lines.joined(separator: "; ")
  }
}

/// Reads requests and has libfuse call the operations for them.
private final class Reader: Sendable {
  // Unchecked: libfuse lets several threads read from a session.
  private nonisolated(unsafe) let raw: OpaquePointer
  private let core: SessionCore
  private let ready = Atomic(false)

  init(raw: OpaquePointer, core: SessionCore) {
    self.raw = raw
    self.core = core
  }

  /// Whether INIT is answered.
  var isReady: Bool { ready.load(ordering: .acquiring) }

  func run(initializing: Bool) {
    if initializing {
      read { self.core.isInitialized }
      if fuse_session_exited(raw) == 0 { ready.store(true, ordering: .releasing) }
      core.event.signal()
    }
    read { false }
    fuse_session_exit(raw)
    core.event.signal()
  }

  /// Until `isDone`, the session is told to exit, or the kernel has nothing more to say.
  private func read(until isDone: () -> Bool) {
    var buffer = fuse_buf()
    defer { free(buffer.mem) }
    while fuse_session_exited(raw) == 0, !isDone() {
      let size = fuse_session_receive_buf(raw, &buffer)
      if size == -EINTR || size == -EAGAIN { continue }
      if size < 0 { core.log(.error, "can't read from /dev/fuse: \(errorText(-size))") }
      if size <= 0 { return }
      fuse_session_process_buf(raw, &buffer)
    }
  }
}
