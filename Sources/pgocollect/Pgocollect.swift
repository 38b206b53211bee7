import ArgumentParser
import Collector
import Command
import Glibc
import Threads

/// The command.
@main
struct Pgocollect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pgocollect",
    abstract: "Take CPU profiles of Go services, and write them into a pgofs mount or a bucket.",
    usage: """
      pgocollect --to MOUNT --app APP --url http://HOST:PORT [--interval 30m]
      pgocollect --to MOUNT --targets FILE|URL [--sample N]
      pgocollect --to s3://BUCKET/PREFIX --app APP --dns NAME:PORT
      """,
    discussion: """
      A target is asked for /debug/pprof/profile, and for nothing else. A list of
      targets has the form of Prometheus's file_sd:

        [{"targets": ["host:6060"], "labels": {"app": "sample"}}]

      with the labels app, source, interval, duration, __scheme__ and
      __profile_path__. SIGHUP rereads; SIGTERM writes what was captured and ends.

      Exit status: 0; with --once 1 if something was not captured, and 2 if
      something couldn't be written.
      """,
    version: version)

  /// The release, as `pgocollect --version` and a request's User-Agent tell it.
  static let version = "0.1.0"

  @OptionGroup(title: "Where captures go") var place: PlaceOptions
  @OptionGroup(title: "Targets") var targets: TargetOptions
  @OptionGroup(title: "Captures") var captures: CaptureOptions
  @OptionGroup(title: "Operation") var operation: OperationOptions

  // What can't be meant is said with how it is used, before anything begins.
  func validate() throws {
    do {
      _ = try configuration()
    } catch {
      throw ValidationError("\(error)")
    }
  }

  func run() throws {
    let signals = AwaitedSignals([SIGTERM, SIGINT, SIGHUP])
    let log = Log("pgocollect")
    do {
      let outcome = try collect(signals, log)
      guard outcome == .success || !captures.once else { throw outcome.exitCode }
    } catch let exit as ExitCode {
      throw exit
    } catch {
      log.error("\(error)")
      throw ExitCode.failure
    }
  }

  private func collect(_ signals: AwaitedSignals, _ log: Log) throws -> Collector.Outcome {
    let collector = try Collector(configuration()) { event in
      switch event.level {
      case .info: log.info(event.description)
      case .warning: log.warning(event.description)
      case .error: log.error(event.description)
      }
    }
    signals.onSignal { number in
      if number == SIGHUP {
        collector.reread()
      } else {
        ServiceManager.tell("STOPPING=1")
        collector.stop()
      }
    }
    let progress = CaptureProgress(of: collector)
    let result = Monitor<Result<Collector.Outcome, CollectorError>?>(nil)
    // The main thread waits: what is asynchronous has the threads of Swift's pool.
    Task {
      let outcome = await Result { () async throws(CollectorError) in
        try await collector.run {
          ServiceManager.tell("READY=1")
        } onHeartbeat: {
          ServiceManager.tell("WATCHDOG=1")
        }
      }
      result.update { $0 = outcome }
    }
    let outcome = result.wait { $0 }
    progress.end()
    return try outcome.get()
  }

  private func configuration() throws -> Configuration {
    var configuration = Configuration(
      place: try place.place, sources: try targets.sources, targets: try targets.settings)
    try targets.apply(to: &configuration)
    try captures.apply(to: &configuration)
    try place.apply(to: &configuration)
    try operation.apply(to: &configuration)
    guard configuration.pendingSize >= configuration.maxProfile else {
      throw CommandError("--pending-size has to be --max-profile at least: one capture must fit")
    }
    configuration.userAgent = "pgocollect/\(Pgocollect.version)"
    return configuration
  }
}

extension Result where Success: Sendable {
  fileprivate init(catching body: () async throws(Failure) -> Success) async {
    do throws(Failure) {
      self = .success(try await body())
    } catch {
      self = .failure(error)
    }
  }
}

extension Collector.Outcome {
  fileprivate var exitCode: ExitCode {
    switch self {
    case .success: .success
    case .notCaptured: ExitCode(1)
    case .notWritten: ExitCode(2)
    }
  }
}
