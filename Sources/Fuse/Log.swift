import CFuse3
import Glibc
import Synchronization

/// How much a message matters.
public enum LogLevel: Hashable, Sendable {
  /// For who looks for a fault of the file system itself.
  case debug
  /// Ordinary news.
  case info
  /// Something may be wrong.
  case warning
  /// Something is wrong.
  case error

  init(_ level: fuse_log_level) {
    self =
      switch level {
      case FUSE_LOG_DEBUG: .debug
      case FUSE_LOG_INFO, FUSE_LOG_NOTICE: .info
      case FUSE_LOG_WARNING: .warning
      default: .error
      }
  }
}

/// Where a session's messages go: a line each, without a line feed, from any thread.
public typealias SessionLog = @Sendable (LogLevel, String) -> Void

/// libfuse's own messages. It has one log for all sessions of a process: the last session made gets
/// them.
enum LibraryLog {
  private static let receiver = Mutex<SessionLog?>(nil)

  static func redirect(to logger: @escaping SessionLog) {
    receiver.withLock { $0 = logger }
    fuse_set_log_func { level, format, arguments in
      guard let format, let arguments else { return }
      LibraryLog.receive(LogLevel(level), LibraryLog.text(format, arguments))
    }
  }

  private static func text(_ format: UnsafePointer<CChar>, _ arguments: CVaListPointer) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Limits.logLine) { line in
      vsnprintf(line.baseAddress!, line.count, format, arguments)
      return String(cString: line.baseAddress!)
    }
  }

  private static func receive(_ level: LogLevel, _ text: String) {
    let logger = receiver.withLock { $0 }
    for line in text.split(separator: "\n") { logger?(level, String(line)) }
  }
}

/// `Permission denied (EACCES)` would be twice the same: the text alone.
func errorText(_ errno: Int32) -> String { String(cString: strerror(errno)) }
