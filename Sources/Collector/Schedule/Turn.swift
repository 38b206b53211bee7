/// A capture that is due: which target's, and the how-manieth try.
struct Turn: Hashable, Sendable {
  let target: Target
  /// From 1.
  let attempt: Int
  /// How late it is taken.
  let delay: Duration
  /// When the target's interval is over: another try has to be through by then.
  let end: Duration

  /// The process, which is profiled once at a time whatever lists name it.
  var process: String { target.process }

  /// The next try.
  var next: Turn { Turn(target: target, attempt: attempt + 1, delay: .zero, end: end) }

  /// The same of the target as it is listed now; nil when it is no more.
  func of(_ targets: [String: Target]) -> Turn? {
    targets[process].map { Turn(target: $0, attempt: attempt, delay: delay, end: end) }
  }
}

extension Target {
  /// What tells one process from another.
  var process: String { url.base }
}
