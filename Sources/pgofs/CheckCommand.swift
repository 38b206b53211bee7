import ArgumentParser
import Command
import Maintenance
import ProfileStore
import Synchronization

/// `pgofs check SOURCE`
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Verify every capture and pinned profile; name those that are bad.",
    usage: "pgofs check SOURCE [--app APP] [--max-profile SIZE] [--max-inflated SIZE]",
    discussion: """
      Each is read to its end and parsed. What a mount would leave out of windows is bad, and a \
      line on stdout with the reason. The exit status is 0 when all are good, 1 when some are bad, \
      and 2 when not all could be read. Nothing is changed in the store.

        pgofs check profiles
        pgofs check s3://profiles/prod --app sample
      """)

  @Argument(help: ArgumentHelp(Source.help, valueName: "SOURCE"))
  var source: String

  @OptionGroup var app: AppOption

  @OptionGroup var limits: LimitOptions

  /// Not all could be read, so that nobody knows.
  private static let unknown = ExitCode(2)

  func run() throws {
    let log = Log("pgofs")
    let report: CheckReport
    do {
      report = try check(log)
    } catch {
      log.error("\(error)")
      throw CheckCommand.unknown
    }
    log.info("\(source): \(CheckCommand.text(report))")
    if report.unreadable > 0 { throw CheckCommand.unknown }
    if report.bad > 0 { throw ExitCode.failure }
  }

  private func check(_ log: Log) throws -> CheckReport {
    DescriptorLimit.raise()
    let output = try Output(to: nil)
    let check = Check(try Source(source).open(), app: app.app, limits: try limits.limits)
    let progress = Mutex(Progress("pgofs"))
    let done = Atomic(0)
    return try check.run(progress: { file in
      let done = Quantity.text(done.add(1, ordering: .relaxed).newValue, "file")
      progress.withLock { $0.show("checking \(file.directory), \(done) read") }
    }) { finding in
      switch finding {
      case .bad(let file, let reason):
        progress.withLock { $0.hide() }
        try output.write("\(file): \(reason)\n")
      case .unreadable(let file, let error): log.error("\(file) can't be read: \(error.message)")
      }
    }
  }

  private static func text(_ report: CheckReport) -> String {
    let captures = Quantity.text(report.captures, "capture")
    let pinned = Quantity.text(report.pinned, "pinned profile")
    return "\(captures) and \(pinned) are good, \(Quantity.text(ofBytes: report.bytes))"
      + (report.bad > 0 ? "; \(report.bad) bad" : "")
      + (report.unreadable > 0 ? "; \(report.unreadable) can't be read" : "")
  }
}
