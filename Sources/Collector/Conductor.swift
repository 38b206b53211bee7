/// What decides in a running collector: it has the schedule, and hears of new targets, of captures that
/// have ended, and of time passing. Only the collector's loop calls it.
final class Conductor {
  /// Whether the one round is over, and no capture failed.
  var isWhole: Bool { schedule.isOver && !hasFailed }

  private unowned let collector: Collector
  private let onHeartbeat: @Sendable () -> Void
  private let start = ContinuousClock.now
  private var schedule: Schedule
  private var hasFailed = false
  private var lists: [TargetSource: [Target]] = [:]
  private var refusals: [TargetSource: TargetError] = [:]
  private var watchers: [Task<Void, Never>] = []
  private var alarm: (time: Duration, task: Task<Void, Never>)?
  private var nextHeartbeat: Duration?
  private var lastLateReport: Duration?
  private var hangsReported = Duration.zero

  private var now: Duration { ContinuousClock.now - start }

  /// Begins, with the targets that are known.
  init(
    _ collector: Collector, _ first: [TargetSource: [Target]],
    onHeartbeat: @escaping @Sendable () -> Void
  ) {
    self.collector = collector
    self.onHeartbeat = onHeartbeat
    let configuration = collector.configuration
    schedule = Schedule(
      sample: configuration.sample, concurrency: configuration.concurrency,
      isOnce: configuration.isOnce)
    nextHeartbeat = configuration.heartbeat.map { _ in .zero }
    for source in configuration.sources where first[source] != nil {
      lists[source] = first[source]
      collector.report(.targets(source, count: first[source]?.count ?? 0))
    }
    apply()
    if !configuration.isOnce { watch() }
    collector.signal.yield(.alarm)
  }

  /// Hears of something; false when it is the end.
  func handle(_ signal: Collector.Signal) -> Bool {
    switch signal {
    case .targets(let source, .success(let targets)): accept(targets, of: source)
    case .targets(let source, .failure(let error)): refuse(error, of: source)
    case .ended(let turn, let failure): end(turn, failure)
    case .reread: if !collector.configuration.isOnce { watch() }
    case .alarm: alarm = nil
    case .stop:
      let count = schedule.running
      if count > 0 { collector.report(.givenUp(count: count)) }
      return false
    }
    return true
  }

  /// Whether the one round is over.
  var isOver: Bool { schedule.isOver }

  /// Lets go of all that would call back.
  func end() {
    for watcher in watchers { watcher.cancel() }
    alarm?.task.cancel()
  }

  // MARK: Targets

  private func watch() {
    for watcher in watchers { watcher.cancel() }
    watchers = collector.configuration.sources.map { source in
      Task { [discovery = collector.discovery, signal = collector.signal] in
        await discovery.watch(source) { signal.yield(.targets(source, $0)) }
      }
    }
  }

  private func accept(_ targets: [Target], of source: TargetSource) {
    let wasRefused = refusals.removeValue(forKey: source) != nil
    guard lists[source] != targets || wasRefused else { return }
    lists[source] = targets
    collector.report(.targets(source, count: targets.count))
    apply()
  }

  private func refuse(_ error: TargetError, of source: TargetSource) {
    guard refusals.updateValue(error, forKey: source) != error else { return }
    collector.report(.targetsRefused(source, error, kept: lists[source]?.count ?? 0))
  }

  private func apply() {
    var seen = Set<String>()
    var targets = [Target]()
    var repeated = [Target]()
    for target in collector.configuration.sources.flatMap({ lists[$0] ?? [] }) {
      if seen.insert(target.url.base).inserted {
        targets.append(target)
      } else {
        repeated.append(target)
      }
    }
    if let first = repeated.first {
      collector.report(.repeated(first, others: repeated.count - 1))
    }
    schedule.replace(targets, at: now)
    collector.targetsChanged(targets)
  }

  // MARK: Captures

  /// Takes a capture that is due.
  func take() -> Turn? {
    guard let turn = schedule.take(at: now) else { return nil }
    if turn.delay > Limits.lateness, !collector.configuration.isOnce { reportLate(turn.delay) }
    return turn
  }

  private func reportLate(_ delay: Duration) {
    if let last = lastLateReport, now - last < Limits.lateReports { return }
    lastLateReport = now
    collector.report(.late(delay))
  }

  private func end(_ turn: Turn, _ failure: CaptureFailure?) {
    let pause = schedule.end(turn, tries: failure?.tries, at: now)
    guard let failure else { return }
    if pause == nil { hasFailed = true }
    // The turn after this one is an interval later, unless others are taken first.
    let configuration = collector.configuration
    let nextTurn =
      configuration.isOnce || configuration.sample != nil ? nil : max(.zero, turn.end - now)
    collector.report(.failed(turn.target, failure, next: pause ?? nextTurn))
  }

  // MARK: Time

  /// Has the loop woken when something is due.
  func setAlarm() {
    beat()
    reportHanging()
    let soonest = [schedule.next, nextHeartbeat, now + Limits.writeLook].compactMap(\.self).min()
    guard let time = soonest, alarm?.time != time else { return }
    alarm?.task.cancel()
    let task = Task { [signal = collector.signal, start] in
      try? await Task.sleep(until: start + time)
      if !Task.isCancelled { signal.yield(.alarm) }
    }
    alarm = (time, task)
  }

  private func beat() {
    guard let next = nextHeartbeat, next <= now, let every = collector.configuration.heartbeat
    else { return }
    nextHeartbeat = now + every
    onHeartbeat()
  }

  // Said again each time it has taken twice as long.
  private func reportHanging() {
    guard let time = collector.delivery.writing, time > Limits.writePatience else {
      hangsReported = .zero
      return
    }
    guard time > hangsReported * 2 else { return }
    hangsReported = time
    collector.report(.hangs(time))
  }
}
