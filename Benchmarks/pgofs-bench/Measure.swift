import ArgumentParser
import Glibc

/// Runs rows and prints what they came to, whatever that is: nothing is asserted.
struct Measure: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print a table of what pgofs and its alternatives take.",
    discussion: """
      Rows: \(rows.map { $0.name }.joined(separator: ", ")).

      A figure is the median of the runs; programs that are compared take turns, and a ratio is the \
      median of the ratios of the turns. The target stands behind it. The exit status is 0 unless \
      something couldn't be measured.
      """)

  private static let rows: [any Row.Type] = [
    ColdMerge.self, MergeInProcess.self, EdgesOfWindow.self, OneNewCapture.self,
    OpenFileReads.self, FindCaptures.self, ListCaptures.self, ConcurrentWrites.self,
    DaemonMemory.self, BucketWindow.self, BucketRequests.self,
  ]

  @Argument(
    help: ArgumentHelp("The rows to measure; all, if none is named.", valueName: "ROW"))
  var names: [String] = []

  @Option(
    help: ArgumentHelp(
      "How often each thing is measured: 1 to 100; four times more where it is over in milliseconds.",
      valueName: "N"))
  var runs = 5

  @Flag(help: "Print a line of JSON a figure, nothing rounded.")
  var json = false

  @Option(help: ArgumentHelp("An empty directory for all that is written.", visibility: .hidden))
  var directory: String

  @Option(help: ArgumentHelp("The directory that holds the corpora.", visibility: .hidden))
  var corpus: String

  @Option(help: ArgumentHelp("The pgofs to measure.", visibility: .hidden))
  var pgofs: String

  @Option(help: ArgumentHelp("Go's pprof.", visibility: .hidden))
  var pprof: String

  @Option(help: ArgumentHelp("The bindfs to measure.", visibility: .hidden))
  var bindfs: String

  @Option(help: ArgumentHelp("The rclone to measure.", visibility: .hidden))
  var rclone: String

  @Option(help: ArgumentHelp("SeaweedFS, the server with the bucket.", visibility: .hidden))
  var weed: String

  @Option(help: ArgumentHelp("The proxy before it.", visibility: .hidden))
  var s3proxy: String

  func validate() throws {
    guard 1...100 ~= runs else { throw ValidationError("--runs \(runs): from 1 to 100") }
    for name in names where !Measure.rows.contains(where: { $0.name == name }) {
      throw ValidationError("\(name): no such row; see --help")
    }
  }

  func run() throws {
    let bench = try Bench(
      runs: runs,
      tools: Bench.Tools(
        pgofs: pgofs, pprof: pprof, bindfs: bindfs, rclone: rclone, weed: weed, s3proxy: s3proxy),
      corpus: corpus, directory: directory)
    try printHeading(bench)
    var table = Table()
    var failed = false
    for row in Measure.rows where names.isEmpty || names.contains(row.name) {
      tell("measuring \(row.name)")
      // Or what was built and written before goes to the disk beside what is measured first.
      sync()
      do {
        for figure in try row.figures(bench) {
          if json { print(figure.json(row: row.name)) } else { table.add(figure) }
        }
      } catch {
        tell("\(row.name): \(error)")
        failed = true
      }
    }
    if !json { print(table.text) }
    if failed { throw ExitCode.failure }
  }

  private func printHeading(_ bench: Bench) throws {
    tell("making the large set")
    let sets = try bench.sets.all().map { try $0.text() }
    if json {
      print(bench.machine.json(runs: runs, shortRuns: bench.shortRuns, sets: sets))
    } else {
      print(
        "Medians of \(runs) runs, of what is over in milliseconds \(bench.shortRuns), "
          + "on \(bench.machine.text).")
      for set in sets { print(set) }
      print()
    }
  }

  private func tell(_ text: String) {
    try? File.write(Array("pgofs-bench: \(text)\n".utf8), to: 2, "stderr")
  }
}

extension Machine {
  fileprivate func json(runs: Int, shortRuns: Int, sets: [String]) -> String {
    var line = JSONLine()
    line.set("cores", Double(cores))
    line.set("processor", processor)
    line.set("memory", memory)
    line.set("kernel", kernel)
    line.set("file_system", fileSystem)
    line.set("runs", Double(runs))
    line.set("short_runs", Double(shortRuns))
    line.set("sets", sets.joined(separator: "; "))
    return line.text
  }
}
