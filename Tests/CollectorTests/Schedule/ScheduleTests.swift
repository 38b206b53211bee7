import ProfileStore
import TestSupport
import Testing

@testable import Collector

/// What a schedule decides, on a clock of the test's.
@Suite struct ScheduleTests {
  @Test func `one target is captured at once, and once an interval`() {
    var simulation = Simulation(targets(1, interval: 60))
    simulation.run(until: 600)
    let starts = simulation.starts
    #expect(starts.first?.time == .zero)
    #expect(starts.count == 10 || starts.count == 11)
    for (number, start) in starts.enumerated() {
      // A tenth of the interval is jitter, which doesn't add up.
      #expect(start.time >= .seconds(60 * number) && start.time < .seconds(60 * number + 6))
    }
  }

  @Test func `a fleet's captures are spread over the interval`() {
    var simulation = Simulation(targets(100, interval: 600, seconds: 5))
    simulation.run(until: 599)
    #expect(Set(simulation.starts.map(\.source)).count == 100)
    // One every six seconds, five long: jitter lets two overlap at most.
    #expect(simulation.mostAtOnce <= 2)
  }

  @Test func `apps of one instance each are spread too`() {
    let fleet = (0..<50).map { target("app\($0)", "i", interval: 600, seconds: 5) }
    var simulation = Simulation(fleet)
    simulation.run(until: 599)
    #expect(simulation.starts.count >= 50)
    #expect(simulation.mostAtOnce <= 3)
  }

  @Test func `a sample is another one each time, and all have the same number of turns`() {
    var simulation = Simulation(targets(9, interval: 60, seconds: 1), sample: 3)
    simulation.run(until: 60 * 30 - 1)
    var turns: [String: Int] = [:]
    for start in simulation.starts { turns[start.source, default: 0] += 1 }
    #expect(turns.count == 9)
    #expect(turns.values.max()! - turns.values.min()! <= 1)
    for round in 0..<9 {
      let names = simulation.starts[(round * 3)..<(round * 3 + 3)].map(\.source)
      let next = simulation.starts[(round * 3 + 3)..<(round * 3 + 6)].map(\.source)
      #expect(Set(names).count == 3)
      #expect(Set(names).isDisjoint(with: next))
    }
  }

  @Test func `no more run at once than may`() {
    var simulation = Simulation(targets(40, interval: 10, seconds: 9), concurrency: 4)
    simulation.run(until: 300)
    #expect(simulation.mostAtOnce == 4)
    // Nobody is left out, however late they are.
    #expect(Set(simulation.starts.map(\.source)).count == 40)
  }

  @Test func `a process is never captured twice at once`() {
    // Longer than the interval, as a slow answer is.
    var simulation = Simulation(targets(3, interval: 10, seconds: 5)) { _ in (25, nil) }
    simulation.run(until: 200)
    #expect(simulation.overlaps == 0)
    #expect(simulation.starts.count >= 18)
  }

  @Test func `a busy target is tried again with longer pauses, within its interval`() {
    var simulation = Simulation(targets(1, interval: 600, seconds: 10)) { _ in (0, 5) }
    simulation.run(until: 599)
    let times = simulation.starts.map { $0.time.components.seconds }
    #expect(times.count == 5)
    #expect(
      zip(times, times.dropFirst()).map { $1 - $0 }.sorted()
        == zip(times, times.dropFirst()).map { $1 - $0 })
    simulation.run(until: 700)
    #expect(simulation.starts.count > 5)
  }

  @Test func `a try that would end after the interval isn't made`() {
    var simulation = Simulation(targets(1, interval: 12, seconds: 10)) { _ in (1, 5) }
    simulation.run(until: 11)
    #expect(simulation.starts.count == 1)
  }

  @Test func `what doesn't pass isn't tried again before its next turn`() {
    var simulation = Simulation(targets(1, interval: 600, seconds: 10)) { _ in (0, 1) }
    simulation.run(until: 599)
    #expect(simulation.starts.count == 1)
  }

  @Test func `one round takes each target once, at once, and is over`() {
    var simulation = Simulation(
      targets(10, interval: 600, seconds: 10), concurrency: 5, isOnce: true)
    simulation.run(until: 5)
    #expect(simulation.starts.count == 5)
    #expect(!simulation.schedule.isOver)
    simulation.run(until: 21)
    #expect(Set(simulation.starts.map(\.source)).count == 10)
    #expect(simulation.schedule.isOver)
  }

  @Test func `one round takes a sample where one is asked for`() {
    var simulation = Simulation(targets(10, interval: 600), sample: 3, isOnce: true)
    simulation.run(until: 100)
    #expect(simulation.starts.count == 3)
    #expect(simulation.schedule.isOver)
  }

  @Test func `a target that is removed has no turn any more, and one that is added has one soon`() {
    let fleet = targets(6, interval: 60, seconds: 1)
    var simulation = Simulation(Array(fleet[..<4]))
    simulation.run(until: 100)
    simulation.schedule.replace(Array(fleet[2...]), at: .seconds(100))
    let before = simulation.starts.count
    simulation.run(until: 180)
    let after = Set(simulation.starts[before...].map(\.source))
    #expect(after == ["i2", "i3", "i4", "i5"])
  }

  @Test func `a target that is removed isn't tried again`() {
    var simulation = Simulation(targets(1, interval: 600, seconds: 10)) { _ in (1, 5) }
    simulation.run(until: 0)
    simulation.schedule.replace([], at: .zero)
    simulation.run(until: 599)
    #expect(simulation.starts.count == 1)
  }

  @Test func `what is tried again is asked as the list says by now`() {
    var simulation = Simulation(targets(1, interval: 600, seconds: 10)) { turn in
      (1, turn.attempt == 1 ? 5 : nil)
    }
    simulation.run(until: 1)
    let edited = Target(
      app: AppPath("moved")!, source: "i0", url: target("sample", "i0", interval: 600).url,
      interval: .seconds(600), seconds: 5)
    simulation.schedule.replace([edited], at: .seconds(1))
    simulation.run(until: 20)
    #expect(simulation.starts.map { "\($0.app)" } == ["sample", "moved"])
  }

  @Test func `a fleet that grows doesn't wait out the pace of a few`() {
    let fleet = targets(40, interval: 600, seconds: 1)
    var simulation = Simulation(Array(fleet[..<1]))
    simulation.run(until: 10)
    simulation.schedule.replace(fleet, at: .seconds(10))
    simulation.run(until: 100)
    #expect(simulation.starts.count >= 5)
    simulation.run(until: 640)
    #expect(Set(simulation.starts.map(\.source)).count == 40)
  }

  @Test func `a fleet that shrinks, or a list that is empty for a moment, captures nobody anew`() {
    let fleet = targets(40, interval: 600, seconds: 1)
    var simulation = Simulation(fleet)
    simulation.run(until: 599)
    #expect(simulation.starts.count == 40)
    let last = simulation.starts[39]
    let rest = fleet.filter { $0.source == last.source }
    simulation.schedule.replace([], at: .seconds(600))
    simulation.schedule.replace(rest, at: .seconds(600))
    simulation.run(until: 1300)
    let times = simulation.starts.filter { $0.source == last.source }.map(\.time)
    #expect(times.count == 2)
    #expect(times[1] - times[0] >= .seconds(500))
  }

  @Test func `after a long sleep turns aren't caught up on`() {
    var simulation = Simulation(targets(2, interval: 60, seconds: 1))
    simulation.run(until: 100)
    let before = simulation.starts.count
    simulation.now = .seconds(10_000)
    simulation.run(until: 10_059)
    #expect(simulation.starts.count - before <= 3)
  }
}

private func target(
  _ app: String, _ source: String, interval: Int, seconds: Int = 1
) -> Target {
  guard let url = try? ProfileURL("http://\(app)-\(source):1") else {
    preconditionFailure("\(app)-\(source) is no host")
  }
  return Target(
    app: AppPath(app)!, source: source, url: url, interval: .seconds(interval), seconds: seconds)
}

private func targets(_ count: Int, interval: Int, seconds: Int = 1) -> [Target] {
  (0..<count).map { target("sample", "i\($0)", interval: interval, seconds: seconds) }
}

/// Captures that take as long as they should, on a clock that jumps from one thing to the next.
private struct Simulation {
  struct Start {
    let app: AppPath
    let source: String
    let time: Duration
  }

  var schedule: Schedule
  var now = Duration.zero
  private(set) var starts: [Start] = []
  private(set) var mostAtOnce = 0
  private(set) var overlaps = 0
  private var ends: [(time: Duration, turn: Turn, tries: Int?)] = []
  private let outcome: (Turn) -> (seconds: Int, tries: Int?)

  init(
    _ targets: [Target], sample: Int? = nil, concurrency: Int = 1000, isOnce: Bool = false,
    outcome: @escaping (Turn) -> (seconds: Int, tries: Int?) = { ($0.target.seconds, nil) }
  ) {
    schedule = Schedule(
      sample: sample, concurrency: concurrency, isOnce: isOnce,
      random: SeededGenerator("schedule"))
    self.outcome = outcome
    schedule.replace(targets, at: .zero)
  }

  mutating func run(until seconds: Int) {
    let end = Duration.seconds(seconds)
    while true {
      while let turn = schedule.take(at: now) { start(turn) }
      mostAtOnce = max(mostAtOnce, ends.count)
      guard let next = ([schedule.next] + ends.map(\.time)).compactMap(\.self).min(), next <= end
      else { break }
      now = max(now, next)
      for ended in ends where ended.time <= now {
        _ = schedule.end(ended.turn, tries: ended.tries, at: now)
      }
      ends.removeAll { $0.time <= now }
    }
    now = max(now, end)
  }

  private mutating func start(_ turn: Turn) {
    if ends.contains(where: { $0.turn.process == turn.process }) { overlaps += 1 }
    starts.append(Start(app: turn.target.app, source: turn.target.source, time: now))
    let (seconds, tries) = outcome(turn)
    ends.append((now + .seconds(seconds), turn, tries))
  }
}
