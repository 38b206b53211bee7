import ProfileStore

/// When which target is profiled. Times are counted from the collector's start, and it has no clock of
/// its own.
struct Schedule {
  fileprivate struct Key: Hashable {
    let app: AppPath
    let interval: Duration
  }

  private struct Retry {
    let turn: Turn
    let due: Duration
  }

  private let sample: Int?
  private let concurrency: Int
  private let isOnce: Bool
  private var random: any RandomNumberGenerator
  private var rotas: [Key: Rota] = [:]
  private var rotasBegun = 0
  private var targets: [String: Target] = [:]
  private var retries: [Retry] = []
  // Each is profiled, or waits to be tried again.
  private var busy: Set<String> = []
  // When the last turn of each began that had one; also of those that are no targets just now.
  private var lastTurns: [String: Duration] = [:]

  /// How many captures are running.
  private(set) var running = 0

  /// A schedule without targets.
  ///
  /// - Parameters:
  ///   - sample: how many targets of an app have a turn in an interval; nil: all.
  ///   - concurrency: how many captures run at once.
  ///   - isOnce: whether there is one round, which starts at once.
  init(
    sample: Int?, concurrency: Int, isOnce: Bool,
    random: any RandomNumberGenerator = SystemRandomNumberGenerator()
  ) {
    self.sample = sample
    self.concurrency = concurrency
    self.isOnce = isOnce
    self.random = random
  }

  /// The targets are these from now on, each process once. Captures that run go on.
  mutating func replace(_ targets: [Target], at now: Duration) {
    var groups: [Key: [Target]] = [:]
    for target in targets { groups[target.rota, default: []].append(target) }
    rotas = rotas.filter { groups[$0.key] != nil }
    // In the order of their first targets: which rota begins at once depends on the list alone.
    for target in targets {
      guard let group = groups.removeValue(forKey: target.rota) else { continue }
      var rota = rotas[target.rota] ?? begin(target.rota, of: group.count, at: now)
      rota.replace(group, using: &random)
      rotas[target.rota] = rota
    }
    self.targets = Dictionary(uniqueKeysWithValues: targets.map { ($0.process, $0) })
    for retry in retries where self.targets[retry.turn.process] == nil {
      busy.remove(retry.turn.process)
    }
    retries.removeAll { self.targets[$0.turn.process] == nil }
    // A list may be empty for a moment; nobody is captured anew because of that.
    lastTurns = lastTurns.filter { process, time in
      self.targets[process] != nil || now - time < Limits.rememberedTurns
    }
  }

  // The first rota begins at once, and each other one elsewhere between two turns (by the golden
  // ratio, which spreads any number of them): apps with one instance each aren't in step either.
  private mutating func begin(_ key: Key, of count: Int, at now: Duration) -> Rota {
    let turns = max(1, min(sample ?? count, count))
    let phase = (Double(rotasBegun) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1)
    rotasBegun += 1
    return Rota(
      interval: key.interval, sample: sample,
      start: isOnce ? now : now + key.interval / turns * phase, isOnce: isOnce)
  }

  /// Takes a capture that is due; it runs from then on.
  mutating func take(at now: Duration) -> Turn? {
    guard running < concurrency, let turn = takeRetry(at: now) ?? takeTurn(at: now) else {
      return nil
    }
    busy.insert(turn.process)
    running += 1
    return turn
  }

  private mutating func takeRetry(at now: Duration) -> Turn? {
    guard let index = retries.indices.min(by: { retries[$0].due < retries[$1].due }),
      retries[index].due <= now
    else { return nil }
    return retries.remove(at: index).turn.of(targets)
  }

  private mutating func takeTurn(at now: Duration) -> Turn? {
    while let (key, next) = nextRota, next <= now {
      guard var rota = rotas[key] else { return nil }
      let turn = rota.take(at: now, readiness: readiness(of:), using: &random)
      rotas[key] = rota
      guard let turn else { continue }
      lastTurns[turn.process] = now
      return turn
    }
    return nil
  }

  /// When a target may have its next turn; nil while it is busy.
  private func readiness(of target: Target) -> Duration? {
    guard !busy.contains(target.process) else { return nil }
    guard let last = lastTurns[target.process], !isOnce else { return .zero }
    return last + target.interval * (1 - Limits.earliness)
  }

  private var nextRota: (Key, Duration)? {
    rotas.compactMap { key, rota in rota.next.map { (key, $0) } }.min { $0.1 < $1.1 }
  }

  /// When something is due next; nil when nothing is before a capture ends or targets come.
  var next: Duration? {
    guard running < concurrency else { return nil }
    return [nextRota?.1, retries.map(\.due).min()].compactMap(\.self).min()
  }

  /// A capture has ended.
  ///
  /// - Parameter tries: how often it is tried; nil when it needn't be again. It is tried only as long
  ///   as that can be through within the target's interval, and it is a target.
  /// - Returns: how long until the next try; nil when there is none.
  mutating func end(_ turn: Turn, tries: Int?, at now: Duration) -> Duration? {
    running -= 1
    let pause = backoff(turn)
    guard let tries, turn.attempt < tries, let target = targets[turn.process],
      isOnce || now + pause + .seconds(target.seconds) <= turn.end
    else {
      busy.remove(turn.process)
      return nil
    }
    retries.append(Retry(turn: turn.next, due: now + pause))
    return pause
  }

  // Who profiles the process already does so for about as long as we would.
  private mutating func backoff(_ turn: Turn) -> Duration {
    let first = max(Duration.seconds(1), .seconds(turn.target.seconds) / 5)
    return first * (1 << (turn.attempt - 1)) * Double.random(in: 0.75..<1.25, using: &random)
  }

  /// Whether the one round is over.
  var isOver: Bool { isOnce && running == 0 && retries.isEmpty && nextRota == nil }
}

extension Target {
  fileprivate var rota: Schedule.Key { Schedule.Key(app: app, interval: interval) }
}
