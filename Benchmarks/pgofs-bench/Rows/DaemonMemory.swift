/// What one daemon has in memory after it did, once more, all that the rows on a mount ask of it.
enum DaemonMemory: Row {
  static let name = "memory"

  static func figures(_ bench: Bench) throws -> [Figure] {
    let mount = try bench.mountPgofs()
    defer { mount.unmount() }
    try EdgesOfWindow.once(in: mount, bench)
    _ = try OneNewCapture.once(in: mount, bench)
    try OpenFileReads.once(in: mount, bench)
    _ = try FindCaptures.once(in: mount, bench)
    for _ in 0..<2 { _ = try ListCaptures.once(in: mount, bench) }
    _ = try ConcurrentWrites.once(in: mount, bench)
    return [
      .alone(
        "memory of a daemon that did all of it", .bytes, Series([try mount.memory("VmRSS")]),
        target: 150e6),
      .alone("the same at its peak", .bytes, Series([try mount.memory("VmHWM")])),
    ]
  }
}
