/// One line on the terminal that says how far long work is. It isn't shown where stderr is no
/// terminal, nor for work that is soon done.
public struct Progress: ~Copyable {
  private static let patience = Duration.milliseconds(500)
  private static let interval = Duration.milliseconds(100)

  private let command: String
  private let start = ContinuousClock.now
  private var last: ContinuousClock.Instant?

  /// The work of a command begins.
  public init(_ command: String) { self.command = command }

  deinit { if last != nil { Terminal.draw("") } }

  /// How long it has taken, in whole seconds.
  public var seconds: Int64 { (ContinuousClock.now - start).components.seconds }

  /// Takes the line away, for what stays on the terminal; the next call shows it again.
  public mutating func hide() {
    if last != nil { Terminal.draw("") }
    last = nil
  }

  /// How far it is now.
  public mutating func show(_ text: @autoclosure () -> String) {
    guard Terminal.isShown, ContinuousClock.now - start > Progress.patience else { return }
    if let last, ContinuousClock.now - last < Progress.interval { return }
    last = .now
    Terminal.draw("\(command): \(text())")
  }
}
