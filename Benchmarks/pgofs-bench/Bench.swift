/// What a run of the benchmark has at hand.
final class Bench {
  /// The programs that are compared.
  struct Tools {
    let pgofs: String
    let pprof: String
    let bindfs: String
    let rclone: String
    let weed: String
    let s3proxy: String
  }

  let runs: Int
  /// How often what is over in milliseconds is measured: its times differ by a third from one to the
  /// next, and the median of a few of them does as well.
  var shortRuns: Int { 4 * runs + 1 }
  let tools: Tools
  /// Where everything is kept; who started the benchmark removes it.
  let directory: String
  let machine: Machine
  let sets: FileSets
  let store: Store
  private var mounts = 0
  private var startedServer: S3Server?
  private var madeBucket: BucketSet?

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

  /// An S3 server behind a proxy, started when it is first asked for.
  func server() throws -> S3Server {
    if let startedServer { return startedServer }
    let server = try S3Server(tools, directory: "\(directory)/s3")
    startedServer = server
    return server
  }

  /// What the server's bucket holds, put there when it is first asked for.
  func bucket() throws -> BucketSet {
    if let madeBucket { return madeBucket }
    let set = try BucketSet(self)
    madeBucket = set
    return set
  }

  /// What is under a prefix of the server's bucket, mounted by pgofs.
  ///
  /// - Parameter cache: the cache's directory; an empty one if there is none.
  func mountPgofs(bucket prefix: String, cache: String? = nil) throws -> Mount {
    let server = try server()
    return try mount { point in
      let cache = cache ?? "\(point).cache"
      try File.makeDirectories(cache)
      return server.settings + [
        tools.pgofs, "--foreground", server.source(prefix), point, "-o", "cache_dir=\(cache)",
      ]
    }
  }

  /// The path of a cache directory that nothing was kept in.
  func emptyCache() throws -> String {
    mounts += 1
    let path = "\(directory)/mount-\(mounts).cache"
    try File.makeDirectories(path)
    return path
  }

  /// The same mounted by rclone, for reading only, with what spares it requests: a cache of its own, as
  /// pprof opens each file twice, and no HEAD.
  func mountRclone(bucket prefix: String) throws -> Mount {
    let server = try server()
    return try mount { point in
      server.settings + [
        tools.rclone, "mount", "--config", "/dev/null", "--read-only", "--vfs-cache-mode", "full",
        "--cache-dir", "\(point).cache", "--use-server-modtime", "--s3-no-head-object",
        server.remote(prefix), point,
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
