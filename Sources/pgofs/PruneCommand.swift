import ArgumentParser
import Command
import Maintenance
import ProfileStore
import ProfileTree

/// `pgofs prune SOURCE`
struct PruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Delete captures by age, size or window.",
    usage: """
      pgofs prune SOURCE --older-than TIME | --max-size SIZE | --window WINDOW
                  [--keep-last N] [--app APP] [--dry-run]
      """,
    discussion: """
      What any of the first three options names goes, and with it the days that are empty then. \
      The time of a capture is the one in its name. Pinned profiles always stay, and aren't \
      counted for the size.

        pgofs prune profiles --older-than 30d --keep-last 100
        pgofs prune s3://profiles/prod --max-size 10G --dry-run
        pgofs prune profiles --window 2024-10-12_2024-10-14 --app sample
      """)

  @Argument(help: ArgumentHelp(Source.help, valueName: "SOURCE"))
  var source: String

  @Option(help: ArgumentHelp("Captures that are older: 12h, 30d, 8w.", valueName: "TIME"))
  var olderThan: String?

  @Option(
    help: ArgumentHelp("The oldest captures, until the rest fits: 10G.", valueName: "SIZE"))
  var maxSize: String?

  @Option(
    help: ArgumentHelp(
      "Captures in a window, as merged/ names it: 2024-10-12, all.", valueName: "WINDOW"))
  var window: String?

  @Option(
    help: ArgumentHelp(
      "The N newest captures of each app stay, whatever names them.", valueName: "N"))
  var keepLast = 0

  @OptionGroup var app: AppOption

  @Flag(help: "Only list what would go.")
  var dryRun = false

  func validate() throws {
    guard olderThan != nil || maxSize != nil || window != nil else {
      throw ValidationError("say what is to go: --older-than, --max-size or --window")
    }
    guard keepLast >= 0 else { throw ValidationError("--keep-last is 0 or more") }
    _ = try criteria(now: .now)
  }

  func run() throws {
    let log = Log("pgofs")
    do {
      DescriptorLimit.raise()
      let now = Timestamp.now
      var prune = Prune(
        try Source(source).open(), try criteria(now: now), app: app.app, now: now,
        isDryRun: dryRun)
      // Also of what was broken off.
      defer { log.info("\(source): \(text(prune.report))") }
      let output = try Output(to: nil)
      var progress = Progress("pgofs")
      try prune.run(progress: { progress.show($0) }) { file in
        guard dryRun else { return }
        progress.hide()
        try output.write("\(file)\n")
      }
    } catch {
      log.error("\(error)")
      throw ExitCode.failure
    }
  }

  private func criteria(now: Timestamp) throws -> PruneCriteria {
    var criteria = PruneCriteria()
    criteria.keptPerApp = keepLast
    criteria.before = try olderThan.map { text in
      guard let age = Quantity.milliseconds(text) else {
        throw ValidationError("--older-than \(text): write a time such as 30d")
      }
      return now.advanced(byMilliseconds: -age)
    }
    criteria.maxBytes = try maxSize.map { try LimitOptions.bytes($0, "--max-size") }
    criteria.window = try window.map { text in
      do throws(WindowError) {
        return try Window(parsing: text)
      } catch {
        throw ValidationError("--window \(error)")
      }
    }
    return criteria
  }

  private func text(_ report: PruneReport) -> String {
    let size = Quantity.text(ofBytes: report.deletedBytes)
    var text = "\(Quantity.text(report.deleted, "capture")) of \(size) "
    text += dryRun ? "would be deleted" : "deleted"
    if report.removedDays > 0 {
      text += ", \(Quantity.text(report.removedDays, "empty day")) removed"
    }
    if report.kept > 0 { text += "; --keep-last keeps \(report.kept)" }
    if let left = report.bytesLeft { text += "; \(Quantity.text(ofBytes: left)) of captures stay" }
    return text
  }
}
