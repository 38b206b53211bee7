public import Pprof
public import ProfileStore

/// What a collector is to do.
public struct Configuration: Sendable {
  /// Where captures go.
  public enum Place: Sendable {
    /// A pgofs mount.
    case mount(String)
    /// A directory that is none.
    case plainDirectory(String)
    /// A store that nobody has to mount.
    case store(Store)
  }

  /// A store and how to get at it.
  public struct Store: Sendable {
    /// What the log calls it; no secret.
    public let name: String
    /// Opens it; it is asked again until it can be. Blocks.
    public let open: @Sendable () throws(StoreError) -> any ProfileStore

    /// A store of this name.
    public init(
      name: String, open: @escaping @Sendable () throws(StoreError) -> any ProfileStore
    ) {
      self.name = name
      self.open = open
    }
  }

  /// Where captures go.
  public var place: Place
  /// Where targets come from.
  public var sources: [TargetSource]
  /// What targets are where their lists don't say.
  public var targets: TargetSettings
  /// How often names and lists on the network are asked for again.
  public var refresh = Duration.seconds(30)
  /// Whether there is one round, after which the collector ends.
  public var isOnce = false
  /// How many targets of an app are captured in an interval; nil: all.
  public var sample: Int?
  /// How many captures run at once.
  public var concurrency = 32
  /// What is shown to targets, and whom we trust.
  public var access = AccessFiles()
  /// Which labels are removed before a capture is written.
  public var removedLabels: RemovedLabels?
  /// The most bytes of a profile, as sent.
  public var maxProfile = 64 << 20
  /// The same, inflated.
  public var maxInflated = 256 << 20
  /// How much longer than its duration a capture may take.
  public var requestTime = Duration.seconds(15)
  /// How long a connection may take to come about.
  public var connectTime = Duration.seconds(10)
  /// Where captures are kept, beyond a restart, that can't be written.
  public var spool: String?
  /// The most bytes there.
  public var spoolSize = 1 << 30
  /// The most bytes of captures in memory that wait to be written.
  public var pendingSize = 64 << 20
  /// Where metrics are served; nil: nowhere.
  public var metricsAddress: ListenAddress?
  /// In which time a collector that is stopped ends.
  public var stopTime = Duration.seconds(10)
  /// How it calls itself to targets.
  public var userAgent = "pgocollect"
  /// How often it says that it is well; nil: never.
  public var heartbeat: Duration?

  /// All else as it is by default.
  public init(place: Place, sources: [TargetSource], targets: TargetSettings) {
    self.place = place
    self.sources = sources
    self.targets = targets
  }
}
