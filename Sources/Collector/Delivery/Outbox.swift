import Glibc
import ProfileStore
import Synchronization
import Threads

/// Writes captures on a thread of its own, one after the other, for as long as it takes: a file system
/// may refuse or hang, and what was captured is kept meanwhile.
final class Outbox: Sendable {
  private struct State {
    var pending: PendingCaptures
    /// Whether anything can be written, as far as it was looked; nil until then.
    var canWrite: Bool?
    /// Since when it is being looked.
    let lookStart = Outbox.now()
    /// The one that is being written, and since when.
    var current: (entry: PendingCaptures.Entry, since: UInt64)?
    var failures = 0
    /// Nothing is written before this.
    var pauseEnd: UInt64 = 0
    /// Once it is to end, how many writes are still tried.
    var triesLeft: Int?
    var hasEnded = false
    var hasLost = false
    var lastReport: (message: String, time: UInt64)?
  }

  private let destination: any Destination
  private let spool: Spool?
  private let metrics: Metrics
  private let report: @Sendable (CollectorEvent) -> Void
  private let state: Monitor<State>
  // Spooling waits for a disk.
  private let spooling = WorkerPool(threads: 1, name: "spool")
  private let writing = WorkerPool(threads: 1, name: "write")

  /// Begins with what the spool holds.
  ///
  /// - Parameter limit: the most bytes of waiting captures in memory.
  init(
    to destination: any Destination, spool: Spool?, limit: Int, metrics: Metrics,
    report: @escaping @Sendable (CollectorEvent) -> Void
  ) throws(WriteFailure) {
    self.destination = destination
    self.spool = spool
    self.metrics = metrics
    self.report = report
    var pending = PendingCaptures(limit: limit)
    for kept in try spool?.contents() ?? [] {
      _ = pending.append(
        PendingCaptures.Entry(
          app: kept.app, name: kept.name, size: kept.size, bytes: nil, isSpooled: true))
    }
    if !pending.isEmpty { report(.inSpool(count: pending.count)) }
    state = Monitor(State(pending: pending))
    writing.run { [self] in
      look()
      while let entry = next() { write(entry) }
      state.update(wakingAll: true) { $0.hasEnded = true }
    }
  }

  // What is wrong with the place is said at once, not when there is something to be written.
  private func look() {
    var canWrite = true
    do throws(WriteFailure) {
      try destination.check()
    } catch {
      canWrite = false
      report(.placeFault(error.message))
    }
    state.update(wakingAll: true) { [canWrite] in $0.canWrite = canWrite }
  }

  /// Whether anything could be written in the beginning; a network is waited for.
  func canWrite() async -> Bool {
    await withCheckedContinuation { continuation in
      spooling.run { [self] in
        continuation.resume(returning: state.wait { $0.canWrite })
      }
    }
  }

  /// Takes a capture over; returns once it is in the spool, if there is one.
  func add(_ capture: CapturedProfile) async {
    await withCheckedContinuation { continuation in
      spooling.run { [self] in
        append(capture)
        continuation.resume()
      }
    }
  }

  private func append(_ capture: CapturedProfile) {
    var name = capture.name
    var isSpooled = false
    if let spool {
      do throws(WriteFailure) {
        name = try spool.keep(capture.bytes, of: capture.app, as: name)
        isSpooled = true
      } catch {
        report(.notSpooled("\(capture.app)/\(name)", error.message))
      }
    }
    let entry = PendingCaptures.Entry(
      app: capture.app, name: name, size: capture.bytes.count, bytes: capture.bytes,
      isSpooled: isSpooled,
      taking: .init(
        source: capture.source, samples: capture.samples, elapsed: capture.elapsed))
    for lost in state.update({ $0.pending.append(entry) }) {
      lose(lost, "more wait to be written than may be in memory; --spool keeps them on the disk")
    }
  }

  private func lose(_ entry: PendingCaptures.Entry, _ message: String) {
    state.update { $0.hasLost = true }
    metrics.count(.lost)
    report(.lost(entry, message))
  }

  // MARK: The writing thread

  private enum Step {
    case write(PendingCaptures.Entry)
    case end
  }

  private func next() -> PendingCaptures.Entry? {
    while true {
      let pauseEnd = state.update { $0.pauseEnd }
      let step =
        pauseEnd > Outbox.now()
        ? state.wait(until: pauseEnd, Outbox.step) : state.wait(Outbox.step)
      switch step {
      case .write(let entry): return entry
      case .end: return nil
      case nil: continue
      }
    }
  }

  private static func step(_ state: inout State) -> Step? {
    if let left = state.triesLeft, left == 0 || state.pending.isEmpty { return .end }
    guard state.triesLeft != nil || now() >= state.pauseEnd,
      let entry = state.pending.popFirst()
    else { return nil }
    state.triesLeft = state.triesLeft.map { $0 - 1 }
    state.current = (entry, now())
    return .write(entry)
  }

  private func write(_ entry: PendingCaptures.Entry) {
    do throws(WriteFailure) {
      let bytes = try bytes(of: entry)
      let name = try destination.write(bytes, of: entry.app, as: entry.name)
      state.update { state in
        state.current = nil
        (state.failures, state.pauseEnd, state.lastReport) = (0, 0, nil)
      }
      if entry.isSpooled { spool?.remove(entry.app, entry.name, size: entry.size) }
      metrics.countStored(
        app: entry.app, bytes: entry.size,
        instance: entry.taking.map { ($0.source, entry.name.time) })
      report(.stored(entry, as: name))
    } catch {
      metrics.count(.writeFailure)
      error.isFinal ? giveUp(entry, error) : postpone(entry, error)
    }
  }

  private func bytes(of entry: PendingCaptures.Entry) throws(WriteFailure) -> [UInt8] {
    if let bytes = entry.bytes { return bytes }
    guard let spool else { preconditionFailure("what is nowhere else is in memory") }
    return try spool.read(entry.app, entry.name, size: entry.size)
  }

  // What a mount refuses another may take, with other limits: the spool keeps it, under another name.
  private func giveUp(_ entry: PendingCaptures.Entry, _ failure: WriteFailure) {
    state.update { $0.current = nil }
    guard entry.isSpooled, let spool else { return lose(entry, failure.message) }
    guard spool.setAside(entry.app, entry.name) else { return lose(entry, failure.message) }
    state.update { $0.hasLost = true }
    metrics.count(.setAside)
    report(.setAside(entry, failure.message))
  }

  private func postpone(_ entry: PendingCaptures.Entry, _ failure: WriteFailure) {
    let (lost, pause, isNews) = state.update { state in
      state.current = nil
      state.failures += 1
      let pause = min(
        Duration.seconds(1) * (1 << min(state.failures - 1, 10)), Limits.writePause)
      let now = Outbox.now()
      state.pauseEnd = now + UInt64(pause.inSeconds * 1e9)
      let isNews =
        state.lastReport.map {
          $0.message != failure.message
            || now - $0.time > UInt64(Limits.writeReports.inSeconds * 1e9)
        } ?? true
      if isNews { state.lastReport = (failure.message, now) }
      return (state.pending.append(entry), pause, isNews)
    }
    if isNews {
      report(.notWritten(entry, failure.message, pause: pause, waiting: status.waiting))
    }
    for lost in lost { lose(lost, failure.message) }
  }

  // MARK: How it stands

  /// What waits to be written.
  struct Status {
    var waiting = 0
    var bytesInMemory = 0
    var spooled = 0
    /// How long the write that is being tried, or the first look at the place, has taken so far.
    var writing: Duration?
  }

  var status: Status {
    state.update { state in
      let current = state.current.map { $0.entry }
      return Status(
        waiting: state.pending.count + (current == nil ? 0 : 1),
        bytesInMemory: state.pending.bytesInMemory + (current?.bytes?.count ?? 0),
        spooled: state.pending.spooledCount + (current?.isSpooled == true ? 1 : 0),
        writing: (state.canWrite == nil ? state.lookStart : state.current?.since)
          .map { .nanoseconds(Int64(Outbox.now() - $0)) })
    }
  }

  /// Tries once more to write what waits, and ends.
  ///
  /// - Parameter time: how long that may take; what is in a file system that hangs stays there.
  /// - Returns: what is not written, and whether anything was given up before.
  func end(within time: Duration) async -> (left: [PendingCaptures.Entry], hasLost: Bool) {
    // Not on a thread that may hang on a disk itself.
    let waiting = WorkerPool(threads: 1, name: "end")
    return await withCheckedContinuation { continuation in
      waiting.run { [self] in
        state.update(wakingAll: true) { $0.triesLeft = $0.pending.count + 1 }
        let deadline = Outbox.now() + UInt64(max(0, time.inSeconds) * 1e9)
        _ = state.wait(until: deadline) { $0.hasEnded ? true : nil }
        let result = state.update { state in
          (
            left: (state.current.map { [$0.entry] } ?? []) + state.pending.all,
            hasLost: state.hasLost
          )
        }
        continuation.resume(returning: result)
      }
    }
  }

  /// CLOCK_MONOTONIC in nanoseconds.
  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
