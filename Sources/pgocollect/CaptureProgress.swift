import Collector
import Command
import Synchronization

/// The line on a terminal that says what is being captured.
final class CaptureProgress: Sendable {
  private let task: Task<Void, Never>

  /// Shows it, where somebody looks, until its end.
  init(of collector: Collector) {
    task = Task {
      guard Terminal.isShown else { return }
      while !Task.isCancelled {
        Terminal.draw(CaptureProgress.line(collector))
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }

  /// Takes it away.
  func end() {
    task.cancel()
    Terminal.draw("")
  }

  private static func line(_ collector: Collector) -> String {
    let running = collector.running
    let waiting = collector.waiting
    guard !running.isEmpty || waiting > 0 else { return "" }
    let shown = running.prefix(3).map { capture in
      let seconds = (ContinuousClock.now - capture.start).components.seconds
      return "\(capture.target.app) \(capture.target.source) \(seconds)/\(capture.target.seconds)s"
    }
    let others = running.count - shown.count
    let parts =
      (running.isEmpty ? [] : ["capturing \(shown.joined(separator: ", "))"])
      + (others > 0 ? ["\(others) more"] : []) + (waiting > 0 ? ["\(waiting) to be written"] : [])
    return "pgocollect: " + parts.joined(separator: ", ")
  }
}
