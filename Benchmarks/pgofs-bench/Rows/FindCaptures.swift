/// `find` over 100,000 captures, each time on a new mount; the store's own directories are in the
/// page cache.
enum FindCaptures: Row {
  static let name = "find"

  static func figures(_ bench: Bench) throws -> [Figure] {
    let found = "\(bench.store.path)/\(try bench.store.found())"
    _ = try find(found)
    var ours: [Double] = []
    var bindfs: [Double] = []
    var rclone: [Double] = []
    for _ in 0..<bench.runs {
      let times = [
        try mounted(try bench.mountPgofs()) { try once(in: $0, bench) },
        try mounted(try bench.mountBindfs(found)) { try find($0.path) },
        try mounted(try bench.mountRclone(found)) { try find($0.path) },
      ]
      ours.append(times[0])
      bindfs.append(times[1])
      rclone.append(times[2])
    }
    let what = "find -printf '%s %t' over 100,000"
    return [
      .less(what, .seconds, Series(ours), "bindfs", Series(bindfs), target: 4),
      .less(what, .seconds, Series(ours), "rclone mount", Series(rclone), target: 6),
    ]
  }

  /// Finds them once.
  ///
  /// - Returns: seconds.
  static func once(in mount: Mount, _ bench: Bench) throws -> Double {
    try find("\(mount.path)/\(try bench.store.found())")
  }

  private static func mounted(_ mount: Mount, _ work: (Mount) throws -> Double) throws -> Double {
    defer { mount.unmount() }
    return try work(mount)
  }

  private static func find(_ directory: String) throws -> Double {
    try WholeProcess.run(["find", directory, "-printf", "%s %t\\n"]).wall
  }
}
