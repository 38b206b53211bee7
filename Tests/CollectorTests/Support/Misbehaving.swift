import Foundation
import TestSupport
import Testing

/// A server with a path for everything that a collector must survive, and the same over TLS with
/// certificates of every kind; `GoTools/answers.go` and `GoTools/certificates.go` list them.
final class Misbehaving: Sendable {
  /// What it was asked.
  struct Report: Decodable {
    /// How often, by path.
    let asked: [String: Int]
    /// How many bytes of content were sent, by path.
    let sent: [String: Int]
    /// Connections to another host, to which some answers lead.
    let elsewhere: Int
    /// How often that was shown credentials.
    let shown: Int
  }

  private let program: RunningProgram
  private let certificates = TemporaryDirectory()
  private let addresses: [String: String]

  init() throws {
    program = try RunningProgram([try GoPrograms.tools.path(), "misbehave", certificates.path])
    addresses = try JSONDecoder().decode(
      [String: String].self, from: Data(program.firstLine().utf8))
  }

  /// The address of one of its listeners.
  func address(_ listener: String) -> String { addresses[listener] ?? "" }

  /// A path of the plain server, as an argument.
  func plain(_ path: String) -> String { "--app sample --url http://\(address("plain"))/\(path)" }

  /// A path of a server with TLS, as an argument.
  func secure(_ listener: String, _ path: String = "good") -> String {
    "--app sample --url https://\(address(listener))/\(path)"
  }

  /// A file with a certificate or a key.
  func file(_ name: String) -> String { "\(certificates.path)/\(name)" }

  /// Which credentials it takes from now on.
  func accept(basic: String = "", bearer: String = "") {
    let text = #"{"basic": "\#(basic)", "bearer": "\#(bearer)"}"#
    WebRequest.put(text, at: "/credentials", on: address("control"))
  }

  /// What it was asked so far.
  func report() throws -> Report {
    let answer = try #require(WebRequest.get("/report", from: address("control")))
    return try JSONDecoder().decode(Report.self, from: Data(answer.body.utf8))
  }
}
