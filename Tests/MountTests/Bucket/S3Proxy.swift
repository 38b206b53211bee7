import Foundation
import Glibc
import TestSupport

/// A proxy that counts requests on their way to a server, and makes some fail; `Tests/S3Proxy` says how.
final class S3Proxy: Sendable {
  private static let program = GoProgram("Tests/S3Proxy")

  /// Where clients find it.
  let endpoint: String
  /// Where it is told what to do.
  let control: String
  private let shell: Shell

  init(to server: SeaweedFS = .shared, seed: UInt64 = 0) throws {
    let shell = Shell(
      "exec \(try S3Proxy.program.path()) -to \(server.endpoint) -seed \(seed)", limit: 600)
    self.shell = shell
    waitUntil { shell.outputSoFar.contains("\n") }
    let addresses = try JSONDecoder().decode(
      [String: String].self, from: Data(shell.outputSoFar.utf8))
    endpoint = "http://\(addresses["proxy"] ?? "")"
    control = "http://\(addresses["control"] ?? "")"
  }

  deinit {
    kill(-shell.process, SIGKILL)
    _ = shell.wait()
  }
}
