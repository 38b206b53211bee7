import CLinux
import Dispatch
import Glibc
import Synchronization
import Testing

@testable import Fuse

/// What a session said.
final class Messages: Sendable {
  private let lines = Mutex<[String]>([])

  var all: [String] { lines.withLock { $0 } }

  func note(_ level: LogLevel, _ line: String) { lines.withLock { $0.append("\(level): \(line)") } }
}

/// A file system mounted in a directory of its own, served by threads of this process. Only other
/// processes may use it.
final class Mounted: Sendable {
  let path: String
  let session: Session
  let messages: Messages
  private let ended = DispatchSemaphore(value: 0)
  private let failure = Mutex<SessionError?>(nil)

  init(_ operations: any FileSystemOperations, at path: String) throws {
    let messages = Messages()
    self.messages = messages
    self.path = path
    session = try Session(
      operations, at: path, options: .test, log: { messages.note($0, $1) })
    let ready = DispatchSemaphore(value: 0)
    let ended = ended
    _ = try ServiceThread("test-run") { [self] in
      do throws(SessionError) {
        try session.run(drainLimit: .milliseconds(200)) { _ = ready.signal() }
      } catch {
        failure.withLock { $0 = error }
      }
      ready.signal()
      ended.signal()
    }
    ready.wait()
  }

  /// Waits for the end of `run`; answers what it threw.
  @discardableResult func end() -> SessionError? {
    #expect(ended.wait(timeout: .now() + .seconds(20)) == .success, "the session doesn't end")
    ended.signal()
    return failure.withLock { $0 }
  }
}

extension MountOptions {
  static let test = MountOptions(source: "a source, with comma", subtype: "fusetest")
}

/// An empty directory, removed afterwards. What is left mounted on it is unmounted.
func withDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
  var template = Array("/tmp/fuse-test-XXXXXX".utf8CString)
  let path = try #require(mkdtemp(&template).map { String(cString: $0) })
  defer {
    umount2(path, Int32(MNT_DETACH))
    rmdir(path)
  }
  return try body(path)
}

/// Mounts a file system for the time of a test, whatever comes of it.
func withMount(_ operations: any FileSystemOperations, _ body: (Mounted) throws -> Void) throws {
  try withDirectory { path in
    let mounted = try Mounted(operations, at: path)
    defer {
      mounted.session.stop()
      mounted.end()
    }
    try body(mounted)
  }
}
