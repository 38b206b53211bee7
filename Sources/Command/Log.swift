import Glibc
import Logging
import Synchronization

/// One line a message: on stderr, and in the system's log once there is no terminal.
public struct Log: Sendable {
  private let logger: Logger

  /// The lines of a command of this name.
  public init(_ command: String) { self.init(command, level: .info) }

  /// Says nothing: a tree's events are in its event log all the same.
  public static let silent = Log("", level: .critical)

  private init(_ command: String, level: Logger.Level) {
    var logger = Logger(label: command) { LineHandler(command: $0) }
    logger.logLevel = level
    self.logger = logger
  }

  /// What went as it should.
  public func info(_ message: String) { logger.info("\(message)") }

  /// What didn't, and is tried again or done without.
  public func warning(_ message: String) { logger.warning("\(message)") }

  /// What didn't, and is lost or ends the command.
  public func error(_ message: String) { logger.error("\(message)") }

  /// From here on lines go to syslog(3).
  public static func toSystemLog(as command: StaticString) {
    command.withUTF8Buffer { name in
      name.withMemoryRebound(to: CChar.self) { openlog($0.baseAddress, LOG_PID, LOG_DAEMON) }
    }
    usesSystemLog.store(true, ordering: .releasing)
  }

  fileprivate static let usesSystemLog = Atomic(false)
}

private struct LineHandler: LogHandler {
  let command: String
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let text = "\(event.message)"
    guard Log.usesSystemLog.load(ordering: .acquiring) else {
      Terminal.write(line: "\(command): \(event.level == .info ? "" : "\(event.level): ")\(text)")
      return
    }
    let priority =
      event.level >= .error ? LOG_ERR : event.level >= .warning ? LOG_WARNING : LOG_INFO
    text.withCString { message in
      withVaList([message]) { vsyslog(priority, "%s", $0) }
    }
  }
}
