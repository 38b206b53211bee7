import Foundation
import TestSupport
import Testing

/// A way to a server that can be cut and mended; `GoTools/relay.go`.
final class Relay: Sendable {
  private struct Addresses: Decodable {
    let address: String
    let control: String
  }

  /// Where it listens, `127.0.0.1:PORT`.
  let address: String
  private let control: String
  private let program: RunningProgram

  /// A way to a server that is whole.
  init(to server: String) throws {
    program = try RunningProgram([try GoPrograms.tools.path(), "relay", server])
    let addresses = try JSONDecoder().decode(
      Addresses.self, from: Data(program.firstLine().utf8))
    (address, control) = (addresses.address, addresses.control)
  }

  /// Ends all connections, and refuses others.
  func cut() throws { try put("/cut") }

  /// Takes connections again.
  func mend() throws { try put("/mend") }

  private func put(_ path: String) throws {
    let answer = try #require(WebRequest.put("", at: path, on: control))
    try #require(answer.status == 200, "\(answer)")
  }
}
