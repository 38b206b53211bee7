/// Merging files, as whole processes: `pgofs merge` and Go's pprof.
enum ColdMerge: Row {
  static let name = "merge"

  static func figures(_ bench: Bench) throws -> [Figure] {
    let std = try measure(bench.sets.standardLibrary, runs: bench.shortRuns, bench)
    let service = try measure(bench.sets.service, runs: bench.shortRuns, bench)
    let large = try measure(try bench.sets.large(), runs: bench.runs, bench)
    return [
      std.wall(target: 7), service.wall(target: 10), large.wall(target: 10),
      service.cpu(target: 6), large.cpu(target: 6), large.peak(target: 6),
      std.size(), service.size(), large.size(),
    ]
  }

  private struct Measured {
    let set: String
    let turns: Turns<WholeProcess>
    let bytes: Double
    let bytesOfTheirs: Double

    func wall(target: Double) -> Figure { figure("wall", .seconds, \.wall, target) }
    func cpu(target: Double) -> Figure { figure("CPU", .seconds, \.cpu, target) }
    func peak(target: Double) -> Figure { figure("peak memory", .bytes, \.peak, target) }

    func size() -> Figure {
      .within(
        "cold merge, file size, \(set)", .bytes, Series([bytes]), "go pprof",
        Series([bytesOfTheirs]), target: 1.1)
    }

    private func figure(
      _ what: String, _ unit: Unit, _ value: (WholeProcess) -> Double, _ target: Double
    ) -> Figure {
      let (ours, theirs) = turns.series(value)
      return .less("cold merge, \(what), \(set)", unit, ours, "go pprof", theirs, target: target)
    }
  }

  private static func measure(
    _ set: FileSet, runs: Int, _ bench: Bench
  ) throws -> Measured {
    let ours = "\(bench.directory)/merged-\(set.name).pprof"
    let theirs = "\(bench.directory)/go-\(set.name).pprof"
    let turns = try Turns(runs: runs) {
      try WholeProcess.run([bench.tools.pgofs, "merge", "-o", ours] + set.files)
    } theirs: {
      try WholeProcess.run(goMerge(set.files, to: theirs, bench))
    }
    guard
      try Deflate.inflatedMembers(File.contents(ours)) == Deflate.inflated(File.contents(theirs))
    else { throw BenchError("\(set.name): pgofs and Go's pprof merge to different bytes") }
    return Measured(
      set: set.name, turns: turns, bytes: Double(try File.size(ours)),
      bytesOfTheirs: Double(try File.size(theirs)))
  }

  /// The command that merges files with Go's pprof.
  static func goMerge(_ files: [String], to output: String, _ bench: Bench) -> [String] {
    [bench.tools.pprof, "-symbolize=none", "-proto", "-output=\(output)"] + files
  }
}
