/// The bounds on what others can make a collector do, each with its reason.
enum Limits {
  /// The most bytes of a list of targets: 100,000 of them with labels have a tenth of it.
  static let targetBytes = 64 << 20

  /// The most targets: the memory of as many is a fraction of a gigabyte, and their captures at half
  /// an hour's interval are 55 a second.
  static let targets = 100_000

  /// How deep a list of targets nests: the form has four levels.
  static let jsonDepth = 64

  /// The most bytes of an answer that is no capture: enough for a reason.
  static let messageBytes = 1024

  /// The most characters of somebody else's words in a line of the log.
  static let messageLength = 200

  /// How many redirects lead to a capture: one to another path, one to a slash, and one to spare.
  static let redirects = 3

  /// How often one capture is tried where no try costs the process anything: with the doubling pauses
  /// between, about six durations long.
  static let attempts = 5

  /// How many requests a client makes before another takes its place. What a client remembers of a
  /// host is some kilobytes.
  static let requestsPerClient = 128

  /// The part of an answer that always has room: a hundred times a real capture.
  static let smallBody = 1 << 20

  /// How many of the largest profiles may be on their way at once.
  static let largeBodies = 2

  /// How late captures start before the log says so.
  static let lateness = Duration.seconds(5)

  /// How long no request may come over a connection to the metrics.
  static let metricsIdleSeconds: Int64 = 60

  /// What a turn may be early by, as part of an interval: jitter, and targets that come and go.
  static let earliness = 0.15

  /// How many captures of one source and time can differ; each gets a name of its own.
  static let namesakes = 9

  /// The most bytes of a file with a credential.
  static let credentialBytes = 1 << 20

  /// The most names in a directory of a spool: a gigabyte of the smallest captures.
  static let spooledNames = 1 << 20

  /// The longest pause between two tries to write, once writing fails.
  static let writePause = Duration.seconds(10)

  /// How long one write may take before the log says that it hangs.
  static let writePatience = Duration.seconds(30)

  /// How often the log says that writing still fails.
  static let writeReports = Duration.seconds(300)

  /// How often the log says that captures start late.
  static let lateReports = Duration.seconds(600)

  /// How long a target's last turn is remembered that is no target any more.
  static let rememberedTurns = Duration.seconds(3600)

  /// How often it is looked whether a write hangs.
  static let writeLook = Duration.seconds(10)

  /// How long a list of targets may take to come over the network.
  static let targetsTime = Duration.seconds(30)

  /// How often a file of targets is looked at. A link that leads elsewhere is seen so too, by which
  /// Kubernetes changes a mounted ConfigMap.
  static let fileLook = Duration.seconds(1)
}
