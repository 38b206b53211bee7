import ProfileStore

/// What is worth a line in the log: words, with what machines look for as `name=value`.
public struct CollectorEvent: Sendable, CustomStringConvertible {
  /// How much it matters.
  public enum Level: Sendable {
    /// All is as it should be.
    case info
    /// Something isn't, and is tried again or done without.
    case warning
    /// Something is lost.
    case error
  }

  /// How much it matters.
  public let level: Level

  /// Its line.
  public let description: String

  private init(_ level: Level, _ description: String) {
    (self.level, self.description) = (level, description)
  }
}

// Captures.
extension CollectorEvent {
  static func stored(_ entry: PendingCaptures.Entry, as name: CaptureName) -> CollectorEvent {
    var line = "stored app=\(entry.app) source=\(name.source ?? "") file=\(entry.app)/\(name)"
    line += " bytes=\(entry.size)"
    if let taking = entry.taking {
      line += " samples=\(taking.samples) seconds=\(taking.elapsed.tenths)"
    }
    return CollectorEvent(.info, line)
  }

  static func failed(
    _ target: Target, _ failure: CaptureFailure, next: Duration?
  ) -> CollectorEvent {
    CollectorEvent(
      .warning,
      "failed app=\(target.app) source=\(target.source) url=\(target.url.base)"
        + " reason=\(failure.reason.rawValue) next=\(next?.text ?? "none"): \(failure.message)")
  }

  static func givenUp(count: Int) -> CollectorEvent {
    CollectorEvent(.info, "ending: \(counted(count, "capture")) given up in the middle")
  }

  static func late(_ time: Duration) -> CollectorEvent {
    CollectorEvent(
      .warning,
      "captures start \(time.text) late: more are due than may run at once; raise --concurrency")
  }
}

// Their delivery.
extension CollectorEvent {
  static func notWritten(
    _ entry: PendingCaptures.Entry, _ message: String, pause: Duration, waiting: Int
  ) -> CollectorEvent {
    CollectorEvent(
      .warning,
      "not written app=\(entry.app) file=\(entry.path) waiting=\(waiting) next=\(pause.text):"
        + " \(message)")
  }

  static func notSpooled(_ path: String, _ message: String) -> CollectorEvent {
    CollectorEvent(.warning, "not spooled file=\(path): \(message); it is in memory alone")
  }

  static func lost(_ entry: PendingCaptures.Entry, _ message: String) -> CollectorEvent {
    CollectorEvent(.error, "lost app=\(entry.app) file=\(entry.path): \(message)")
  }

  static func setAside(_ entry: PendingCaptures.Entry, _ message: String) -> CollectorEvent {
    CollectorEvent(
      .error,
      "refused app=\(entry.app) file=\(entry.path): \(message); the spool keeps it as"
        + " \(entry.path).refused")
  }

  static func place(_ name: String) -> CollectorEvent {
    CollectorEvent(.info, "captures go to \(name)")
  }

  static func placeFault(_ message: String) -> CollectorEvent { CollectorEvent(.warning, message) }

  static func inSpool(count: Int) -> CollectorEvent {
    CollectorEvent(.info, "\(counted(count, "capture")) of the spool to be written")
  }

  static func leftInSpool(count: Int) -> CollectorEvent {
    CollectorEvent(
      .warning, "not written: \(counted(count, "capture")); the spool keeps them for the next start"
    )
  }

  static func hangs(_ time: Duration) -> CollectorEvent {
    CollectorEvent(
      .warning, "a write has taken \(time.text) so far; captures are kept meanwhile")
  }
}

// Targets.
extension CollectorEvent {
  static func targets(_ source: TargetSource, count: Int) -> CollectorEvent {
    CollectorEvent(.info, "targets \(source): \(counted(count, "target"))")
  }

  static func targetsRefused(
    _ source: TargetSource, _ error: TargetError, kept: Int
  ) -> CollectorEvent {
    CollectorEvent(
      .warning,
      "targets \(source): \(error); what was known before stays (\(counted(kept, "target")))")
  }

  static func repeated(_ target: Target, others: Int) -> CollectorEvent {
    CollectorEvent(
      .warning,
      "\(target.url.base)\(others > 0 ? " and \(others) others are" : " is") listed more than once;"
        + " what the first entry says counts")
  }
}

extension Duration {
  /// Seconds, with a tenth.
  fileprivate var tenths: String {
    let tenths = Int((inSeconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}

private func counted(_ count: Int, _ noun: String) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}
