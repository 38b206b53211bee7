import ArgumentParser
import Collector
import Command
import ProfileStore

/// What is captured.
struct TargetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The app that captures are filed under; with --targets where a list doesn't say.",
      valueName: "app"))
  var app: String?

  @Option(
    help: ArgumentHelp(
      "What tells this instance from others; by default its address.",
      valueName: "name"))
  var source: String?

  @Option(
    help: ArgumentHelp(
      "A service, as http://HOST:PORT; a path of its own is asked for as it is.",
      valueName: "url"))
  var url: [String] = []

  @Option(
    help: ArgumentHelp(
      "A list of targets, reread when it changes; http:// ones every --refresh.",
      valueName: "file|url"))
  var targets: [String] = []

  @Option(
    help: ArgumentHelp(
      "Every address of a name, looked up every --refresh.", valueName: "name:port"))
  var dns: [String] = []

  @Option(help: ArgumentHelp("Of addresses that are HOST:PORT alone.", valueName: "http|https"))
  var scheme = "http"

  @Option(help: ArgumentHelp("What addresses without a path are asked for.", valueName: "path"))
  var profilePath = ProfileURL.standardPath

  @Option(
    help: ArgumentHelp("How often names and lists on the network are asked.", valueName: "time"))
  var refresh = "30s"

  @Option(
    help: ArgumentHelp(
      "From the start of a capture to the start of the next.", valueName: "time"))
  var interval = "30m"

  @Option(help: ArgumentHelp("How long a capture takes.", valueName: "time"))
  var duration = "30s"

  @Option(
    help: ArgumentHelp(
      "Capture at most so many instances of an app in an interval, others each time.",
      valueName: "n"))
  var sample: Int?

  func validate() throws {
    guard !url.isEmpty || !targets.isEmpty || !dns.isEmpty else {
      throw ValidationError("name what to capture, with --url, --targets or --dns")
    }
    guard app != nil || url.isEmpty && dns.isEmpty else {
      throw ValidationError("--app is missing: under which app are captures filed?")
    }
    guard source == nil || url.count == 1 && targets.isEmpty && dns.isEmpty else {
      throw ValidationError("--source names one instance; with several, each is its address")
    }
    guard sample.map({ $0 >= 1 }) ?? true else { throw ValidationError("--sample is 1 or more") }
    guard ["http", "https"].contains(scheme) else {
      throw ValidationError("--scheme is http or https")
    }
    do {
      let settings = try settings
      for address in url { _ = try settings.check(address) }
    } catch {
      throw ValidationError("\(error)")
    }
  }

  var sources: [TargetSource] {
    get throws {
      let named: [TargetSource] = url.isEmpty ? [] : [.addresses(url)]
      return try named + targets.map { try TargetSource.list($0) }
        + dns.map { try TargetSource.name($0) }
    }
  }

  var settings: TargetSettings {
    get throws {
      var settings = TargetSettings()
      if let app {
        guard let path = AppPath(app) else {
          throw CommandError("--app \(app): letters, digits and . _ - between slashes")
        }
        settings.app = path
      }
      settings.source = source
      settings.scheme = scheme
      settings.path = profilePath
      settings.interval = .milliseconds(
        try TargetSettings.milliseconds(interval, "--interval"))
      settings.seconds = try TargetSettings.seconds(duration, "--duration")
      guard .seconds(settings.seconds) < settings.interval else {
        throw CommandError("--duration \(duration) has to be shorter than --interval \(interval)")
      }
      return settings
    }
  }

  func apply(to configuration: inout Configuration) throws {
    configuration.sample = sample
    configuration.refresh = .milliseconds(
      try TargetSettings.milliseconds(refresh, "--refresh"))
  }
}
