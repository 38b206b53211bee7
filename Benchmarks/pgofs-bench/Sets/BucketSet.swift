import Glibc

/// A thousand captures of the service in a bucket, all of them in `last24h`, also when an hour begins
/// meanwhile.
struct BucketSet {
  static let captures = 1000
  static let prefix = "benchmark"
  static let app = "sample"
  /// A day that isn't of the window, with a thousand keys: its captures and its mark.
  static let fullDay = "2024-10-12"

  /// The day directories that hold the window's captures.
  let days: [String]

  /// Puts them there.
  init(_ bench: Bench) throws {
    let directory = "\(bench.directory)/bucket"
    let sources = try bench.sets.service.contents().map(Retimed.init)
    // The last whole hour that is settled, five minutes later.
    let end = (Int(time(nil)) - 300) / 3600 * 3600
    var days: Set<String> = []
    for number in 0..<BucketSet.captures {
      let seconds = end - 23 * 3600 + number * 23 * 3600 / BucketSet.captures
      let time = CaptureTime(seconds: seconds)
      if days.insert(time.day).inserted { try File.makeDirectories("\(directory)/\(time.day)") }
      try File.write(
        sources[number % sources.count].profile(at: seconds),
        to: "\(directory)/\(time.path(source: "pod-\(number % 8)"))")
    }
    try File.makeDirectories("\(directory)/\(BucketSet.fullDay)")
    for number in 0..<BucketSet.captures - 1 {
      let seconds = Store.start + number * 80
      try File.write(
        sources[0].profile(at: seconds),
        to: "\(directory)/\(CaptureTime(seconds: seconds).path(source: "pod-1"))")
    }
    self.days = days.sorted()
    let mount = try bench.mountPgofs(bucket: BucketSet.prefix)
    defer { mount.unmount() }
    // Apps and days are made, and so have their marks.
    _ = try Spawn.text(of: ["mkdir", "\(mount.path)/\(BucketSet.app)"])
    for day in self.days + [BucketSet.fullDay] {
      _ = try Spawn.text(of: ["cp", "-r", "\(directory)/\(day)", "\(mount.path)/\(BucketSet.app)"])
    }
  }
}
