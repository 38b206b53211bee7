import ProfileStore
import Synchronization

/// What a collector counts, as Prometheus reads it (text exposition format 0.0.4).
final class Metrics: Sendable {
  /// What is counted as a whole.
  enum Counter: String, CaseIterable {
    case lost = "lost_total"
    case setAside = "set_aside_total"
    case writeFailure = "write_failures_total"

    fileprivate var help: String {
      switch self {
      case .lost: "Captures that were given up before they were written."
      case .setAside: "Captures that were refused for good and the spool keeps."
      case .writeFailure: "Tries to write a capture that failed."
      }
    }
  }

  private struct Instance: Hashable {
    let app: AppPath
    let source: String
  }

  private struct State {
    var captures: [AppPath: Int] = [:]
    var bytes: [AppPath: Int] = [:]
    var targets: Set<Instance> = []
    var lastSuccess: [Instance: Int64] = [:]
    var failures: [CaptureFailure.Reason: Int] = [:]
    var counts: [Counter: Int] = [:]
  }

  private let state = Mutex(State())

  func count(_ counter: Counter) { state.withLock { $0.counts[counter, default: 0] += 1 } }

  func count(_ reason: CaptureFailure.Reason) {
    state.withLock { $0.failures[reason, default: 0] += 1 }
  }

  /// - Parameter instance: whose capture it is and of when, where this process took it.
  func countStored(app: AppPath, bytes: Int, instance: (source: String, time: Timestamp)?) {
    state.withLock { state in
      state.captures[app, default: 0] += 1
      state.bytes[app, default: 0] += bytes
      guard let instance else { return }
      let key = Instance(app: app, source: instance.source)
      guard state.targets.contains(key) else { return }
      state.lastSuccess[key] = max(
        state.lastSuccess[key] ?? 0, instance.time.milliseconds)
    }
  }

  /// These are the targets. When others were last captured is forgotten, or a fleet whose instances
  /// come and go would leave their names behind for ever.
  func keep(_ targets: [Target]) {
    let instances = Set(targets.map { Instance(app: $0.app, source: $0.source) })
    state.withLock { state in
      state.targets = instances
      state.lastSuccess = state.lastSuccess.filter { instances.contains($0.key) }
    }
  }

  /// What is measured when it is asked for.
  struct Gauges {
    var targets = 0
    var running = 0
    var delivery = Outbox.Status()
  }

  /// All of it.
  func text(_ gauges: Gauges) -> String {
    let state = state.withLock { $0 }
    var page = Page()
    page.family("captures_total", "counter", "Captures that were written.")
    for (app, count) in state.captures {
      page.line("captures_total", ["app": "\(app)"], "\(count)")
    }
    page.family("captured_bytes_total", "counter", "Bytes of the captures that were written.")
    for (app, bytes) in state.bytes {
      page.line("captured_bytes_total", ["app": "\(app)"], "\(bytes)")
    }
    page.family("failures_total", "counter", "Tries to capture that failed, by reason.")
    for reason in CaptureFailure.Reason.allCases {
      page.line(
        "failures_total", ["reason": reason.rawValue], "\(state.failures[reason, default: 0])")
    }
    page.family(
      "last_success_timestamp_seconds", "gauge",
      "When the last capture began that was written, by instance.")
    for (instance, time) in state.lastSuccess {
      page.line(
        "last_success_timestamp_seconds", ["app": "\(instance.app)", "source": instance.source],
        "\(Double(time) / 1000)")
    }
    for counter in Counter.allCases {
      page.family(counter.rawValue, "counter", counter.help)
      page.line(counter.rawValue, [:], "\(state.counts[counter, default: 0])")
    }
    page.add(gauges)
    return page.text
  }

  private struct Page {
    private(set) var text = ""

    mutating func family(_ name: String, _ type: String, _ help: String) {
      text += "# HELP pgocollect_\(name) \(help)\n# TYPE pgocollect_\(name) \(type)\n"
    }

    // App and source are of letters, digits and punctuation that needs no escape.
    mutating func line(_ name: String, _ labels: [String: String], _ value: String) {
      let list = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }
      text +=
        "pgocollect_\(name)\(list.isEmpty ? "" : "{\(list.joined(separator: ","))}") \(value)\n"
    }

    mutating func add(_ gauges: Gauges) {
      let delivery = gauges.delivery
      for (name, help, value) in [
        ("targets", "Targets.", gauges.targets),
        ("running", "Captures that are running.", gauges.running),
        ("pending", "Captures that wait to be written.", delivery.waiting),
        ("pending_bytes", "Their bytes in memory.", delivery.bytesInMemory),
        ("spooled", "Those of them that are in the spool.", delivery.spooled),
      ] {
        family(name, "gauge", help)
        line(name, [:], "\(value)")
      }
    }
  }
}
