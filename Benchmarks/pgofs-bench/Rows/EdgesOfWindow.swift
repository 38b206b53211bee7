/// The `.pgo` of a window of 96 service captures whose edge tables were made before, but which itself
/// was never asked for; against Go's merge of as many.
enum EdgesOfWindow: Row {
  static let name = "pgo"

  private static let captures = 96

  static func figures(_ bench: Bench) throws -> [Figure] {
    let app = try bench.store.service(captures: captures + bench.shortRuns + 1)
    let mount = try bench.mountPgofs()
    defer { mount.unmount() }
    _ = try Reader.read("\(mount.path)/\(app)/merged/all.pgo")
    var window = 0
    let output = "\(bench.directory)/go-window.pprof"
    let turns = try Turns(runs: bench.shortRuns) {
      // Each window holds other captures than the one before it, and as many.
      defer { window += 1 }
      return try Reader.read(path(of: app, window, in: mount))
    } theirs: {
      try WholeProcess.run(ColdMerge.goMerge(bench.sets.service.files, to: output, bench)).wall
    }
    let (ours, theirs) = turns.series { $0 }
    return [
      .less(".pgo of the service window", .seconds, ours, "go pprof", theirs, target: 100)
    ]
  }

  /// Reads one such window.
  static func once(in mount: Mount, _ bench: Bench) throws {
    let app = try bench.store.service(captures: captures + bench.shortRuns + 1)
    _ = try Reader.read(path(of: app, 0, in: mount))
  }

  private static func path(of app: String, _ window: Int, in mount: Mount) -> String {
    let first = (Store.start + window * Store.interval) * 1000
    let end = first + captures * Store.interval * 1000
    return "\(mount.path)/\(app)/merged/\(first)_\(end).pgo"
  }
}
