import Glibc
import Logging
import Synchronization

/// One line a message: on stderr, and in the system's log once there is no terminal.
struct Log: Sendable {
  private let logger: Logger

  init() { self.init(level: .info) }

  /// Says nothing: a tree's events are in its event log all the same.
  static let silent = Log(level: .critical)

  private init(level: Logger.Level) {
    var logger = Logger(label: "pgofs") { _ in LineHandler() }
    logger.logLevel = level
    self.logger = logger
  }

  func info(_ message: String) { logger.info("\(message)") }
  func warning(_ message: String) { logger.warning("\(message)") }
  func error(_ message: String) { logger.error("\(message)") }

  /// From here on lines go to syslog(3).
  static func toSystemLog() {
    openlog("pgofs", LOG_PID, LOG_DAEMON)
    usesSystemLog.store(true, ordering: .releasing)
  }

  fileprivate static let usesSystemLog = Atomic(false)
}

private struct LineHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .info

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let text = "\(event.message)"
    guard Log.usesSystemLog.load(ordering: .acquiring) else {
      let line = Array("pgofs: \(event.level == .info ? "" : "\(event.level): ")\(text)\n".utf8)
      _ = line.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
      return
    }
    let priority =
      event.level >= .error ? LOG_ERR : event.level >= .warning ? LOG_WARNING : LOG_INFO
    text.withCString { message in
      withVaList([message]) { vsyslog(priority, "%s", $0) }
    }
  }
}
