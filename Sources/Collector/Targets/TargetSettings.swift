import Command
import Glibc
public import ProfileStore

/// What a target is where its list doesn't say otherwise.
public struct TargetSettings: Sendable {
  /// The app.
  public var app: AppPath?
  /// The source; nil: the address.
  public var source: String?
  /// From the start of one capture to the start of the next.
  public var interval = Duration.seconds(30 * 60)
  /// How long a capture takes, in seconds.
  public var seconds = 30
  /// The scheme of addresses that are host and port alone.
  public var scheme = "http"
  /// The path of addresses that have none.
  public var path = ProfileURL.standardPath
  /// What stands for the host of a process on this machine.
  public var hostName = TargetSettings.ownHostName

  /// All as it is by default.
  public init() {}

  /// The target behind an address, `http://host:6060` or `host:6060`.
  ///
  /// - Parameter labels: what its list says of it, in Prometheus's terms: `app`, `source`, `interval`,
  ///   `duration`, `__scheme__` and `__profile_path__` count.
  func target(_ address: String, labels: [String: String] = [:]) throws(TargetError) -> Target {
    let settings = try overridden(by: labels)
    guard let app = settings.app else {
      throw TargetError("\(Quoted(address)) has no app; give it a label app, or use --app")
    }
    let url = try settings.url(address)
    guard settings.seconds >= 1, Duration.seconds(settings.seconds) < settings.interval else {
      throw TargetError(
        "a capture of \(settings.seconds) s doesn't fit an interval of \(settings.interval.text)")
    }
    return Target(
      app: app, source: settings.source(of: url), url: url, interval: settings.interval,
      seconds: settings.seconds)
  }

  /// Whether an address can be a target.
  public func check(_ address: String) throws(TargetError) { _ = try target(address) }

  private func overridden(by labels: [String: String]) throws(TargetError) -> TargetSettings {
    var settings = self
    if let name = labels["app"] {
      guard let app = AppPath(name) else {
        throw TargetError(
          "\(Quoted(name)) can't be an app: letters, digits and . _ - between slashes")
      }
      settings.app = app
    }
    settings.source = labels["source"] ?? settings.source
    settings.scheme = labels["__scheme__"] ?? settings.scheme
    settings.path = labels["__profile_path__"] ?? settings.path
    if let text = labels["interval"] {
      settings.interval = .milliseconds(try Self.milliseconds(text, "interval"))
    }
    if let text = labels["duration"] {
      settings.seconds = try Self.seconds(text, "duration")
    }
    return settings
  }

  private func url(_ address: String) throws(TargetError) -> ProfileURL {
    guard !address.contains("@") else { throw .credentials }
    guard !address.contains("://") else { return try ProfileURL(address, path: path) }
    guard !address.isEmpty, !address.contains(where: { "/?#@ ".contains($0) }) else {
      throw TargetError("\(Quoted(address)) is no address; write HOST:PORT")
    }
    guard path.hasPrefix("/") else {
      throw TargetError("\(Quoted(path)) is no path: it has to begin with /")
    }
    return try ProfileURL("\(scheme)://\(address)\(path)")
  }

  // As it stands in names of captures. A process of this machine has the same address on every
  // machine.
  private func source(of url: ProfileURL) -> String {
    let text = source ?? "\(url.isLoopback ? hostName : url.host)-\(url.port)"
    let epoch = Timestamp(milliseconds: 0)
    return CaptureName(time: epoch, source: text).source ?? "unnamed"
  }

  /// Whole seconds, as net/http/pprof takes them.
  public static func seconds(_ text: String, _ name: String) throws(TargetError) -> Int {
    let milliseconds = try milliseconds(text, name)
    guard milliseconds >= 1000, milliseconds % 1000 == 0, milliseconds <= 86_400_000 else {
      throw TargetError("\(name) \(Quoted(text)): write whole seconds up to a day, such as 30s")
    }
    return Int(milliseconds / 1000)
  }

  /// A time such as `30m`, from a second to a year.
  public static func milliseconds(_ text: String, _ name: String) throws(TargetError) -> Int64 {
    guard let milliseconds = Quantity.milliseconds(text),
      (1000...31_536_000_000).contains(milliseconds)
    else {
      throw TargetError("\(name) \(Quoted(text)): write a time such as 30s, 30m or 1h")
    }
    return milliseconds
  }

  private static var ownHostName: String {
    var name = [CChar](repeating: 0, count: 257)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
