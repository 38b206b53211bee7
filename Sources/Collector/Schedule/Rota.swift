/// The order in which the targets of one app with one interval take turns.
///
/// Turns are spread evenly over the interval, and each goes to the target whose last one is the
/// longest ago. So all have the same number of turns, and where an interval has fewer turns than
/// there are targets, each interval's are others than the last one's.
struct Rota {
  private let interval: Duration
  private let sample: Int?
  private var order: [Target] = []
  // A grid of times that jitter doesn't move, or it would add up.
  private var due: Duration
  private var delay = Duration.zero
  private var last: Duration?
  private var left: Int?

  /// When the next turn is; nil when there are no more.
  var next: Duration? { order.isEmpty || left == 0 ? nil : due + delay }

  /// A rota of no targets yet.
  ///
  /// - Parameters:
  ///   - sample: how many turns an interval has at most; nil: one for each target.
  ///   - start: the first turn.
  ///   - isOnce: whether there is only one interval, and all its turns are at its start.
  init(interval: Duration, sample: Int?, start: Duration, isOnce: Bool) {
    self.interval = interval
    self.sample = sample
    due = start
    left = isOnce ? 0 : nil
  }

  private var turns: Int { min(sample ?? order.count, order.count) }

  /// The time between two turns.
  private var spacing: Duration { left == nil ? interval / max(1, turns) : .zero }

  /// The targets are these from now on. Those that were there keep their place in the order; new
  /// ones get any, so that collectors of the same list don't go through it in step.
  mutating func replace(
    _ targets: [Target], using random: inout some RandomNumberGenerator
  ) {
    var added: [String: Target] = [:]
    for target in targets { added[target.process] = target }
    order = order.compactMap { added.removeValue(forKey: $0.process) }
    for target in targets where added[target.process] != nil {
      order.insert(target, at: Int.random(in: 0...order.count, using: &random))
    }
    if let taken = left, taken == 0 { left = turns }
    // Where there are more of them now, the next one doesn't wait as long as when there were few.
    if let last {
      due = min(due, last + spacing)
      delay = min(delay, spacing * Rota.jitter)
    }
  }

  /// Takes the turn that is due at a time, if one is; nil also when it has to wait.
  ///
  /// - Parameter readiness: when a target may be captured; nil: not while it is.
  mutating func take(
    at now: Duration, readiness: (Target) -> Duration?,
    using random: inout some RandomNumberGenerator
  ) -> Turn? {
    guard let next, next <= now else { return nil }
    let candidates = order.indices.compactMap { index in
      readiness(order[index]).map { (index: index, ready: $0) }
    }
    if let (index, _) = candidates.first(where: { $0.ready <= now }) {
      let target = order.remove(at: index)
      order.append(target)
      advance(at: now, using: &random)
      return Turn(target: target, attempt: 1, delay: now - next, end: now + interval)
    }
    // A target whose last turn was in a rota of another size, say, isn't captured again at once.
    if let soonest = candidates.map(\.ready).min(), left == nil {
      (due, delay) = (soonest, .zero)
    } else {
      advance(at: now, using: &random)
    }
    return nil
  }

  // Who was held up goes on from now: turns are not caught up on in a rush.
  private mutating func advance(
    at now: Duration, using random: inout some RandomNumberGenerator
  ) {
    last = max(due, now - spacing)
    due = (last ?? now) + spacing
    delay = spacing * Double.random(in: 0..<Rota.jitter, using: &random)
    left = left.map { $0 - 1 }
  }

  /// Turns are late by up to this part of the time between them: collectors that were started
  /// together, one beside each instance, don't stay in step.
  private static let jitter = 0.1
}
