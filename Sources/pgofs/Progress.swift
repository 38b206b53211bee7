import Glibc

/// One line on the terminal that says how far long work is. It isn't shown where stderr is no
/// terminal, nor for work that is soon done.
struct Progress: ~Copyable {
  private static let patience = Duration.milliseconds(500)
  private static let interval = Duration.milliseconds(100)

  private let isShown = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now
  private var last: ContinuousClock.Instant?

  deinit { if last != nil { Progress.write("\r\u{1b}[K") } }

  /// How long it has taken, in whole seconds.
  var seconds: Int64 { (ContinuousClock.now - start).components.seconds }

  /// How far it is now.
  mutating func show(_ text: @autoclosure () -> String) {
    guard isShown, ContinuousClock.now - start > Progress.patience else { return }
    if let last, ContinuousClock.now - last < Progress.interval { return }
    last = .now
    Progress.write("\rpgofs: \(text())\u{1b}[K")
  }

  private static func write(_ text: String) {
    var text = text
    _ = text.withUTF8 { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
