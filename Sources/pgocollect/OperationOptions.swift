import ArgumentParser
import Collector
import Command
import Glibc

/// How it is run.
struct OperationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Serve metrics for Prometheus at /metrics.", valueName: "address:port"))
  var metricsListen: String?

  @Option(
    help: ArgumentHelp(
      "How long writing what was captured may take, once stopped.", valueName: "time"))
  var stopTimeout = "10s"

  func apply(to configuration: inout Configuration) throws {
    configuration.metricsAddress = try metricsListen.map { text in
      do throws(CollectorError) {
        return try ListenAddress(text)
      } catch {
        throw CommandError("--metrics-listen \(error)")
      }
    }
    configuration.stopTime = .milliseconds(
      try TargetSettings.milliseconds(stopTimeout, "--stop-timeout"))
    configuration.heartbeat = ServiceManager.watchdog.map { $0 / 2 }
  }
}
