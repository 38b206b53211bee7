/// `last24h` of 1,000 captures in a bucket whose every request takes 10 ms longer: on a host that reads
/// the first time, against rclone mount and Go's pprof; and on one that reads again.
enum BucketWindow: Row {
  static let name = "bucket"

  private static let latency = 10

  static func figures(_ bench: Bench) throws -> [Figure] {
    let set = try bench.bucket()
    let server = try bench.server()
    try server.delay(milliseconds: latency)
    defer { try? server.delay(milliseconds: 0) }
    let first = try Turns(runs: bench.runs) {
      try forgetShared(bench)
      return try cold("pprof", bench)
    } theirs: {
      try mergeByGo(set, bench)
    }
    let (ours, theirs) = first.series { $0 }
    try share(bench)
    let hosts = try (0..<bench.runs).map { _ in try newHost(bench) }
    let what = "last24h.pprof of 1,000 in a bucket, 10 ms a request"
    return [
      .less("\(what), first host", .seconds, ours, "rclone mount + go pprof", theirs, target: 5),
      .less(
        "the same, next host", .seconds, Series(hosts.map(\.cold)), "rclone mount + go pprof",
        theirs,
        target: 5),
      .alone("the same .pgo, next host", .seconds, Series(hosts.map(\.edges))),
      .alone("the same .pprof again", .seconds, Series(hosts.map(\.again))),
      .alone("the same, mounted anew, with its cache", .seconds, Series(hosts.map(\.remounted))),
    ]
  }

  /// Reads the window on a host that never did.
  static func cold(_ form: String, _ bench: Bench) throws -> Double {
    let mount = try bench.mountPgofs(bucket: BucketSet.prefix)
    defer { mount.unmount() }
    return try Reader.read(path(form, in: mount))
  }

  /// Merges the window's captures from a mount by rclone.
  static func mergeByGo(_ set: BucketSet, _ bench: Bench) throws -> Double {
    let mount = try bench.mountRclone(bucket: BucketSet.prefix)
    defer { mount.unmount() }
    let output = "\(bench.directory)/go-bucket.pprof"
    return try seconds {
      let files = try set.days.flatMap {
        try File.profiles(in: "\(mount.path)/\(BucketSet.app)/\($0)")
      }
      _ = try WholeProcess.run(ColdMerge.goMerge(files, to: output, bench))
    }
  }

  /// Forgets what hosts left in the bucket for each other.
  static func forgetShared(_ bench: Bench) throws {
    let server = try bench.server()
    // There may be nothing.
    _ = try? Spawn.text(
      of: server.settings + [
        bench.tools.rclone, "purge", "--config", "/dev/null",
        server.remote("\(BucketSet.prefix)/.pgofs"),
      ])
  }

  /// Has a host leave in the bucket what it computed for the window.
  static func share(_ bench: Bench) throws {
    let server = try bench.server()
    let cache = try bench.emptyCache()
    for form in ["pgo", "pprof"] {
      _ = try Spawn.text(
        of: server.settings + [
          "CACHE_DIRECTORY=\(cache)", bench.tools.pgofs, "cat",
          server.source(BucketSet.prefix), "\(BucketSet.app)/merged/last24h.\(form)", "-o",
          "/dev/null",
        ])
    }
  }

  private static func newHost(
    _ bench: Bench
  ) throws -> (cold: Double, again: Double, edges: Double, remounted: Double) {
    let edges = try cold("pgo", bench)
    let mount = try bench.mountPgofs(bucket: BucketSet.prefix)
    let first = try Reader.read(path("pprof", in: mount))
    let again = try Reader.read(path("pprof", in: mount))
    mount.unmount()
    let anew = try bench.mountPgofs(bucket: BucketSet.prefix, cache: "\(mount.path).cache")
    defer { anew.unmount() }
    return (first, again, edges, try Reader.read(path("pprof", in: anew)))
  }

  private static func path(_ form: String, in mount: Mount) -> String {
    "\(mount.path)/\(BucketSet.app)/merged/last24h.\(form)"
  }
}
