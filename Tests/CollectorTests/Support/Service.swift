import TestSupport

/// A real service in Go, under load.
final class Service: Sendable {
  /// Where its profiles are, `http://127.0.0.1:PORT`.
  let url: String
  private let service: RunningProgram
  private let load: RunningProgram

  init() throws {
    let service = try RunningProgram([try GoPrograms.service.path()])
    let shop = try service.firstLine()
    waitUntil { service.output.split(separator: "\n").count == 2 }
    self.service = service
    let profiles = service.output.split(separator: "\n").last.map(String.init) ?? ""
    url = profiles.replacing("/debug/pprof", with: "")
    load = try RunningProgram([
      try GoPrograms.load.path(), "-url", shop, "-for", "60s", "-clients", "1",
    ])
  }
}
