/// What operations on a bucket cost in requests, counted by the proxy before it.
enum BucketRequests: Row {
  static let name = "requests"

  static func figures(_ bench: Bench) throws -> [Figure] {
    let set = try bench.bucket()
    let server = try bench.server()
    let mount = try bench.mountPgofs(bucket: BucketSet.prefix)
    defer { mount.unmount() }
    let app = "\(mount.path)/\(BucketSet.app)"
    // What leads to the day is known, and another day.
    _ = try Spawn.text(of: ["stat", "\(app)/\(set.days[0])"])
    let day = "\(app)/\(BucketSet.fullDay)"
    func count(_ words: [String]) throws -> Series {
      let requests = try server.requests { _ = try Spawn.text(of: words) }
      return Series([Double(requests.values.reduce(0, +))])
    }
    func window(_ work: () throws -> Void) throws -> Series {
      Series([Double(try server.requests(of: work).values.reduce(0, +))])
    }
    let listing = try count(["ls", "-l", day])
    let capture = try File.profiles(in: day)[0]
    let read = try count(["cat", capture])
    let source = try File.profiles(in: "\(bench.directory)/bucket/\(BucketSet.fullDay)")[0]
    let write = try count(["cp", source, "\(day)/23-59-59Z_new.pprof"])
    let first = try window {
      try BucketWindow.forgetShared(bench)
      _ = try BucketWindow.cold("pprof", bench)
    }
    try BucketWindow.share(bench)
    let next = try window { _ = try BucketWindow.cold("pprof", bench) }
    let theirs = try window { _ = try BucketWindow.mergeByGo(set, bench) }
    return [
      .alone("requests, list a day of 1,000 keys", .requests, listing, target: 1),
      .alone("requests, read a capture", .requests, read, target: 1),
      .alone("requests, write a capture", .requests, write, target: 1),
      .less("requests, last24h of 1,000, first host", .requests, first, "rclone mount", theirs),
      .less("requests, last24h of 1,000, next host", .requests, next, "rclone mount", theirs),
    ]
  }
}
