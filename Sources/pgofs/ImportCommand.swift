import ArgumentParser
import Command
import Glibc
import Maintenance
import ProfileStore
import S3Store
import Synchronization

/// `pgofs import FROM SOURCE`
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take over the captures that pgolib wrote to a directory or a bucket.",
    usage: "pgofs import FROM SOURCE [--app APP] [--only NAME] [--dry-run]",
    discussion: """
      FROM is a directory of <app>-<ms>.pprof, or a bucket with keys <prefix>/<prefix>/-<ms>.pprof, \
      written s3://BUCKET/PREFIX as a store is; the milliseconds are the capture's time. It is only \
      read. What is no capture is named and left out. Nothing is replaced: what is there already is \
      found out, so that the same command goes on where it was broken off. Without --app each \
      capture goes to the app of its name; with it, FROM has to hold those of one.

      The exit status is 0 when all captures are in the store, 1 when some are bad, and 2 when \
      not all could be read or stored.

        pgofs import /var/pgo profiles
        pgofs import /var/pgo profiles --only api --app prod/api
        pgofs import s3://pgo/sample s3://profiles/prod --app sample
      """)

  @Argument(
    help: ArgumentHelp("What pgolib wrote: a directory or a bucket.", valueName: "FROM"))
  var from: String

  @Argument(help: ArgumentHelp(Source.help, valueName: "SOURCE"))
  var source: String

  @Option(
    help: ArgumentHelp("The app to import into.", valueName: "APP"),
    transform: AppOption.path)
  var app: AppPath?

  @Option(
    help: ArgumentHelp("Only captures of the app that the names call so.", valueName: "NAME"))
  var only: String?

  @OptionGroup var limits: LimitOptions

  @Flag(help: "Only list what would be stored, and as what.")
  var dryRun = false

  /// Not all could be read or stored.
  private static let unfinished = ExitCode(2)

  func run() throws {
    let log = Log("pgofs")
    let report: ImportReport
    do {
      DescriptorLimit.raise()
      var options = ImportOptions()
      (options.app, options.only, options.isDryRun) = (app, only, dryRun)
      var work = Import(
        from: try origin(), into: try Source(source).open(), options, limits: try limits.limits)
      // Also of what was broken off.
      defer { log.info("\(source): \(text(work.report))") }
      try run(&work, log)
      report = work.report
    } catch {
      log.error("\(error is ImportError ? "\(from): " : "")\(error)")
      throw ImportCommand.unfinished
    }
    if report.unreadable > 0 { throw ImportCommand.unfinished }
    if report.bad > 0 { throw ExitCode.failure }
  }

  private func run(_ work: inout Import, _ log: Log) throws {
    let output = try Output(to: nil)
    let progress = Mutex(Progress("pgofs"))
    try work.run(progress: { done, count in
      progress.withLock { $0.show("importing, \(done) of \(Quantity.text(count, "capture"))") }
    }) { name, app, outcome in
      switch outcome {
      case .stored(let capture, _) where dryRun:
        progress.withLock { $0.hide() }
        try output.write("\(name) -> \(StoreFile.capture(app, capture))\n")
      case .stored, .present: break
      case .bad(let reason): log.error("\(name): left out: \(reason)")
      case .unreadable(let error): log.error("\(name) can't be read: \(error.message)")
      }
    }
  }

  private func origin() throws -> any ImportSource {
    if from.hasPrefix("s3://") { return BucketSource(BucketObjects(try S3Location(from))) }
    guard let path = Source.resolved(from) else { throw CommandError(from, errno) }
    return DirectorySource(path: path)
  }

  private func text(_ report: ImportReport) -> String {
    let size = Quantity.text(ofBytes: report.storedBytes)
    var text = "\(Quantity.text(report.stored, "capture")) of \(size) "
    text += dryRun ? "would be stored" : "stored"
    text += ", \(report.present) there already"
    if report.bad > 0 { text += ", \(report.bad) left out" }
    if report.unreadable > 0 { text += ", \(report.unreadable) not read" }
    if report.others > 0 {
      text += "; \(Quantity.text(report.others, "file")) not of pgolib's names, such as"
      text += " \(report.firstOther ?? "")"
    }
    return text
  }
}
