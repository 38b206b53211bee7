/// `ls -l --color` of 40 apps' days of 1,000 captures in one call, on a new mount, and once more.
enum ListCaptures: Row {
  static let name = "ls"

  static func figures(_ bench: Bench) throws -> [Figure] {
    var first: [Double] = []
    var again: [Double] = []
    for run in 0...bench.runs {
      let mount = try bench.mountPgofs()
      defer { mount.unmount() }
      let times = (try once(in: mount, bench), try once(in: mount, bench))
      guard run > 0 else { continue }
      first.append(times.0)
      again.append(times.1)
    }
    return [
      .alone("ls -l --color of 40 x 1,000, nothing at hand", .seconds, Series(first)),
      .alone("the same again", .seconds, Series(again), target: 1),
    ]
  }

  /// Lists them once.
  ///
  /// - Returns: seconds.
  static func once(in mount: Mount, _ bench: Bench) throws -> Double {
    let days = try bench.store.listed().map { "\(mount.path)/\($0)" }
    return try WholeProcess.run(["ls", "-l", "--color=always"] + days).wall
  }
}
