import ProfileStore

/// When which target is profiled. Times are counted from the collector's start, and it has no clock of
/// its own.
struct Schedule {
  private struct Key: Hashable {
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
  private var retries: [Retry] = []
  // Each is profiled, or waits to be tried again.
  private var busy: Set<String> = []
  private var rotasBegun = 0

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
    for target in targets {
      groups[Key(app: target.app, interval: target.interval), default: []].append(target)
    }
    rotas = rotas.filter { groups[$0.key] != nil }
    // In the order of their first targets: which rota begins at once depends on the list alone.
    for target in targets {
      let key = Key(app: target.app, interval: target.interval)
      guard let group = groups.removeValue(forKey: key) else { continue }
      var rota = rotas[key] ?? begin(key, of: group.count, at: now)
      rota.replace(group, using: &random)
      rotas[key] = rota
    }
    let processes = Set(targets.map(\.url.base))
    retries.removeAll { retry in
      guard !processes.contains(retry.turn.process) else { return false }
      busy.remove(retry.turn.process)
      return true
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
    return retries.remove(at: index).turn
  }

  private mutating func takeTurn(at now: Duration) -> Turn? {
    while let (key, _) = nextRota, let next = rotas[key]?.next, next <= now {
      let busy = busy
      let turn = rotas[key]?.take(
        at: now, isBusy: { busy.contains($0.url.base) }, using: &random)
      if let turn { return turn }
    }
    return nil
  }

  private var nextRota: (Key, Duration)? {
    rotas.compactMap { key, rota in rota.next.map { (key, $0) } }.min { $0.1 < $1.1 }
  }

  /// When something is due next; nil when nothing is before a capture ends or targets come.
  var next: Duration? {
    guard running < concurrency else { return nil }
    return [nextRota?.1, retries.map(\.due).min()].compactMap(\.self).min()
  }

  /// A capture has ended. With `again`, it is to be tried once more, if that can be through within the
  /// target's interval.
  ///
  /// - Returns: how long until then; nil when it isn't tried again.
  mutating func end(_ turn: Turn, again: Bool, at now: Duration) -> Duration? {
    running -= 1
    let pause = backoff(turn)
    guard again, turn.attempt < Limits.attempts,
      isOnce || now + pause + .seconds(turn.target.seconds) <= turn.end
    else {
      busy.remove(turn.process)
      return nil
    }
    let next = Turn(
      target: turn.target, attempt: turn.attempt + 1, delay: .zero, end: turn.end)
    retries.append(Retry(turn: next, due: now + pause))
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
