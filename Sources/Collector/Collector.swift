import NIOCore
import NIOPosix
import ProfileStore
import Synchronization

/// Takes captures of targets and has them written, until it is stopped or its one round is over.
///
/// One task owns the schedule (`Conductor`) and learns of all that happens from one stream; captures
/// run beside it, and files are written on a thread of the outbox.
public final class Collector: Sendable {
  /// How it ended.
  public enum Outcome: Sendable {
    /// All that was asked for is written; or it was stopped, and what was captured is written.
    case success
    /// Something was not captured.
    case notCaptured
    /// Something was captured and is not written.
    case notWritten
  }

  /// A capture that is running.
  public struct Running: Sendable {
    /// Whose.
    public let target: Target
    /// Since when.
    public let start: ContinuousClock.Instant
  }

  let configuration: Configuration
  let report: @Sendable (CollectorEvent) -> Void
  let discovery: Discovery
  private let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let client: WebClient
  private let inspection: Inspection
  private let outbox: Outbox
  private let metrics: Metrics
  private let signals: AsyncStream<Signal>
  let signal: AsyncStream<Signal>.Continuation
  private let captures = Mutex<[String: Running]>([:])
  private let targetCount = Mutex(0)

  /// What the conductor learns of.
  enum Signal: Sendable {
    case targets(TargetSource, Result<[Target], TargetError>)
    case ended(Turn, CaptureFailure?)
    case alarm
    case reread
    case stop
  }

  /// A collector that hasn't begun, but for what its spool holds.
  ///
  /// - Parameter report: told what is worth a line in a log, from any thread.
  /// - Throws: when the spool can't be used.
  public convenience init(
    _ configuration: Configuration, report: @escaping @Sendable (CollectorEvent) -> Void
  ) throws(CollectorError) {
    let metrics = Metrics()
    let outbox: Outbox
    do throws(WriteFailure) {
      let spool = try configuration.spool.map { path throws(WriteFailure) in
        try Spool(path, limit: configuration.spoolSize, apartFrom: configuration.place.path)
      }
      outbox = try Outbox(
        to: configuration.destination, spool: spool, limit: configuration.pendingSize,
        metrics: metrics, report: report)
    } catch {
      throw CollectorError(error.message)
    }
    self.init(configuration, outbox, metrics, report)
  }

  private init(
    _ configuration: Configuration, _ outbox: Outbox, _ metrics: Metrics,
    _ report: @escaping @Sendable (CollectorEvent) -> Void
  ) {
    self.configuration = configuration
    self.outbox = outbox
    self.metrics = metrics
    self.report = report
    client = WebClient(
      access: Access(configuration.access),
      budget: BodyBudget(limit: configuration.maxProfile * Limits.largeBodies),
      connectTime: configuration.connectTime, userAgent: configuration.userAgent, on: threads)
    discovery = Discovery(
      settings: configuration.targets, client: client, refresh: configuration.refresh)
    inspection = Inspection(
      maxInflated: configuration.maxInflated, removing: configuration.removedLabels)
    (signals, signal) = AsyncStream.makeStream()
  }

  /// Gives up what is being captured, writes what is captured, and ends. From any thread.
  public func stop() { signal.yield(.stop) }

  /// Asks all sources of targets again. From any thread.
  public func reread() { signal.yield(.reread) }

  /// What is being captured, the oldest first.
  public var running: [Running] {
    captures.withLock { $0.values.sorted { $0.start < $1.start } }
  }

  /// What waits to be written.
  var delivery: Outbox.Status { outbox.status }

  /// How many captures wait to be written.
  public var waiting: Int { delivery.waiting }

  /// Runs it.
  ///
  /// - Parameters:
  ///   - onReady: called once it takes captures.
  ///   - onHeartbeat: called as often as the configuration says, while it goes on.
  /// - Throws: when the first targets can't be known, or metrics can't be served.
  public func run(
    onReady: () -> Void = {}, onHeartbeat: @escaping @Sendable () -> Void = {}
  ) async throws(CollectorError) -> Outcome {
    report(.place(configuration.place.name))
    // Who waits for the one capture is told before it is taken.
    if configuration.isOnce, await !outbox.canWrite() { return .notWritten }
    let server = try await metricsServer()
    let first = try await firstTargets()
    onReady()
    let isWhole = await withDiscardingTaskGroup { group in
      let conductor = Conductor(self, first, onHeartbeat: onHeartbeat)
      for await signal in signals {
        guard conductor.handle(signal) else { break }
        while let turn = conductor.take() { group.addTask { await self.capture(turn) } }
        if conductor.isOver { break }
        conductor.setAlarm()
      }
      conductor.end()
      group.cancelAll()
      return conductor.isWhole
    }
    let areAllWritten = await end()
    await server?.end()
    client.end()
    try? await threads.shutdownGracefully()
    guard areAllWritten else { return .notWritten }
    return isWhole || !configuration.isOnce ? .success : .notCaptured
  }

  // Files and addresses are there or wrong; names and other hosts may come to be known later.
  private func firstTargets() async throws(CollectorError) -> [TargetSource: [Target]] {
    var first: [TargetSource: [Target]] = [:]
    for source in configuration.sources where configuration.isOnce || source.isLocal {
      do throws(TargetError) {
        first[source] = try await discovery.targets(of: source).get()
      } catch {
        throw CollectorError("targets \(source): \(error)")
      }
    }
    if configuration.isOnce, first.values.allSatisfy(\.isEmpty) {
      throw CollectorError("there are no targets")
    }
    return first
  }

  private func metricsServer() async throws(CollectorError) -> MetricsServer? {
    guard let address = configuration.metricsAddress else { return nil }
    return try await MetricsServer(address, on: threads) { [self] in
      metrics.text(
        Metrics.Gauges(
          targets: targetCount.withLock { $0 }, running: captures.withLock { $0.count },
          delivery: delivery))
    }
  }

  /// These are the targets from now on.
  func targetsChanged(_ targets: [Target]) {
    metrics.keep(targets)
    targetCount.withLock { $0 = targets.count }
  }

  // MARK: A capture

  private func capture(_ turn: Turn) async {
    captures.withLock { $0[turn.process] = Running(target: turn.target, start: .now) }
    let failure = await attempt(turn.target)
    captures.withLock { _ = $0.removeValue(forKey: turn.process) }
    signal.yield(.ended(turn, failure))
  }

  private func attempt(_ target: Target) async -> CaptureFailure? {
    let name = CaptureName(time: .now, source: target.source)
    let start = ContinuousClock.now
    do throws(CaptureFailure) {
      let body = try await client.get(
        target.url.request(seconds: target.seconds), limit: configuration.maxProfile,
        time: .seconds(target.seconds) + configuration.requestTime, showsCredentials: true)
      let elapsed = ContinuousClock.now - start
      let capture = try await inspection.inspect(body)
      await outbox.add(
        CapturedProfile(
          app: target.app, source: target.source, name: name, bytes: capture.bytes,
          samples: capture.samples, elapsed: elapsed))
      return nil
    } catch {
      metrics.count(error.reason)
      return error
    }
  }

  // Whether all that was captured is written.
  private func end() async -> Bool {
    let (left, hasLost) = await outbox.end(within: configuration.stopTime)
    let spooled = left.count { $0.isSpooled }
    if spooled > 0 { report(.leftInSpool(count: spooled)) }
    for entry in left where !entry.isSpooled {
      report(.lost(entry, "the collector ends, and there is no --spool to keep it"))
    }
    return left.isEmpty && !hasLost
  }
}

/// Why a collector can't begin.
public struct CollectorError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, where.
  public let description: String

  init(_ description: String) { self.description = description }
}

extension TargetSource {
  fileprivate var isLocal: Bool {
    switch self {
    case .addresses, .file: true
    case .web, .name: false
    }
  }
}

extension Configuration {
  fileprivate var destination: any Destination {
    switch place {
    case .mount(let path): MountDestination(path)
    case .plainDirectory(let path): PlainDirectory(path)
    case .store(let store): StoreDestination(store, maxInflated: maxInflated)
    }
  }
}

extension Configuration.Place {
  fileprivate var name: String {
    switch self {
    case .mount(let path), .plainDirectory(let path): path
    case .store(let store): store.name
    }
  }

  /// Where on this machine it is.
  fileprivate var path: String? {
    switch self {
    case .mount(let path), .plainDirectory(let path): path
    case .store: nil
    }
  }
}
