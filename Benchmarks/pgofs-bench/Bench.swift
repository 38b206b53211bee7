/// What a run of the benchmark has at hand.
final class Bench {
  /// The programs that are compared.
  struct Tools {
    let pgofs: String
    let pprof: String
    let bindfs: String
    let rclone: String
  }

  let runs: Int
  let tools: Tools
  /// Where everything is kept; who started the benchmark removes it.
  let directory: String
  let machine: Machine
  let sets: FileSets
  let store: Store
  private var mounts = 0

  init(runs: Int, tools: Tools, corpus: String, directory: String) throws {
    self.runs = runs
    self.tools = tools
    self.directory = directory
    machine = Machine(dataIn: directory)
    sets = try FileSets(corpus: corpus, directory: "\(directory)/large")
    store = try Store(path: "\(directory)/store", sets: sets)
  }

  /// The store, mounted by pgofs with an empty cache.
  func mountPgofs() throws -> Mount {
    try mount { point in
      let cache = "\(point).cache"
      try File.makeDirectories(cache)
      return [tools.pgofs, "--foreground", store.path, point, "-o", "cache_dir=\(cache)"]
    }
  }

  /// A directory of the store, or another one, mounted by bindfs with its defaults.
  func mountBindfs(_ source: String) throws -> Mount {
    try mount { [tools.bindfs, "-f", source, $0] }
  }

  /// A directory, mounted by rclone with its defaults, for reading only.
  func mountRclone(_ source: String) throws -> Mount {
    try mount { point in
      [
        tools.rclone, "mount", "--config", "/dev/null", "--read-only", "--vfs-cache-mode", "off",
        source, point,
      ]
    }
  }

  private func mount(_ command: (String) throws -> [String]) throws -> Mount {
    mounts += 1
    let point = "\(directory)/mount-\(mounts)"
    try File.makeDirectories(point)
    return try Mount(try command(point), at: point, log: "\(directory)/mounts.log")
  }
}

/// A line or several of the table, whose measurements share their work.
protocol Row: SendableMetatype {
  /// What it is called on the command line.
  static var name: String { get }

  static func figures(_ bench: Bench) throws -> [Figure]
}
