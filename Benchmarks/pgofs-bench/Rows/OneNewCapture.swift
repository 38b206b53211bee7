/// A window of 1,000 service captures: read with nothing at hand, and read again after one more
/// capture was written.
enum OneNewCapture: Row {
  static let name = "incremental"

  private static let captures = 1000

  static func figures(_ bench: Bench) throws -> [Figure] {
    let app = try bench.store.service(captures: captures)
    let two = try twoOfTheSize(app, bench)
    var cold: [Double] = []
    var again: [Double] = []
    var twoMerged: [Double] = []
    for run in 0...bench.runs {
      let mount = try bench.mountPgofs()
      defer { mount.unmount() }
      let times = try once(in: mount, bench)
      let merging = try seconds { _ = try merged(two) }
      guard run > 0 else { continue }
      cold.append(times.cold)
      again.append(times.again)
      twoMerged.append(merging)
    }
    let what = "one new capture of 1,000, read again"
    return [
      .less(what, .seconds, Series(again), "the window cold", Series(cold), target: 8),
      .within(
        what, .seconds, Series(again), "two of its size merged", Series(twoMerged), target: 3),
    ]
  }

  /// Reads the window, writes a capture into it, reads it again, and removes the capture from the
  /// store.
  static func once(in mount: Mount, _ bench: Bench) throws -> (cold: Double, again: Double) {
    let app = try bench.store.service(captures: captures)
    let window = "\(mount.path)/\(app)/\(window)"
    let time = Store.start + captures * Store.interval
    let new = "\(app)/\(CaptureTime(seconds: time).path(source: "pod-1"))"
    let capture = "\(bench.directory)/new.pprof"
    let source = try File.contents(bench.sets.service.files[0])
    try File.write(try Retimed(source).profile(at: time), to: capture)
    let cold = try Reader.read(window)
    _ = try Spawn.text(of: ["cp", capture, "\(mount.path)/\(new)"])
    defer { try? File.remove("\(bench.store.path)/\(new)") }
    return (cold, try Reader.read(window))
  }

  private static var window: String {
    let end = Store.start + 2 * captures * Store.interval
    return "merged/\(Store.start * 1000)_\(end * 1000).pprof"
  }

  // The merge of the 1,000, and the same as of another time.
  private static func twoOfTheSize(_ app: String, _ bench: Bench) throws -> [[UInt8]] {
    let mount = try bench.mountPgofs()
    defer { mount.unmount() }
    let path = "\(bench.directory)/thousand.pprof"
    _ = try Spawn.text(of: ["cp", "\(mount.path)/\(app)/\(window)", path])
    let one = try File.contents(path)
    return [one, try Retimed(one).profile(at: Store.start + captures * Store.interval)]
  }
}
