import Foundation
import TestSupport
import Testing

/// Simulated services that answer with small CPU profiles, no two of them the same, and remember what
/// they were asked.
final class Farm: Sendable {
  /// What a service remembers.
  struct Target: Decodable {
    struct Request: Decodable {
      let path: String
      let seconds: String
      /// Unix milliseconds.
      let start: Int
      /// `whole` if the profile was read to its end; `GoTools/target.go` has the others.
      let outcome: String
      /// Of the profile that was sent.
      let sha256: String
    }

    let address: String
    let requests: [Request]
    let connections: Int
    /// The greatest number of requests at once.
    let most: Int
  }

  /// The sums of it.
  struct Totals: Decodable {
    let requests: Int
    let whole: Int
    /// Requests that aren't answered yet.
    let open: Int
    /// Targets that had a request.
    let asked: Int
    /// The greatest number of requests at once, of all.
    let most: Int
  }

  private struct Addresses: Decodable {
    let control: String
    let targets: [String]
  }

  /// The services' addresses, `127.0.0.1:PORT`.
  let targets: [String]
  /// Where it is asked; `GoTools/farm.go` tells what for.
  let control: String
  private let program: RunningProgram

  /// Starts some; the options are those of `GoTools/farm.go`.
  init(_ count: Int = 1, _ options: String = "-fraction 0.1") throws {
    let words = options.split(separator: " ").map(String.init)
    program = try RunningProgram(
      [try GoPrograms.tools.path(), "farm", "-targets", "\(count)"] + words)
    let addresses = try JSONDecoder().decode(
      Addresses.self, from: Data(program.firstLine().utf8))
    (targets, control) = (addresses.targets, addresses.control)
  }

  /// `--url` for each of the services.
  var urls: String { targets.map { "--url http://\($0)" }.joined(separator: " ") }

  /// What the services remember.
  func report() throws -> [Target] {
    let answer = try #require(WebRequest.get("/report", from: control))
    return try JSONDecoder().decode([Target].self, from: Data(answer.body.utf8))
  }

  /// The sums of it.
  var totals: Totals {
    let body = WebRequest.get("/totals", from: control)?.body ?? ""
    let none = Totals(requests: 0, whole: 0, open: 0, asked: 0, most: 0)
    return (try? JSONDecoder().decode(Totals.self, from: Data(body.utf8))) ?? none
  }

  /// The SHA-256 of the profiles that were sent whole, sorted; what is still on its way is waited for.
  func sums() throws -> [String] {
    expect { $0.open == 0 }
    return try report().flatMap(\.requests).filter { $0.outcome == "whole" }.map(\.sha256).sorted()
  }

  /// Waits until the totals are so; the test fails if that doesn't come.
  func expect(
    within limit: Duration = .seconds(30), sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: (Totals) -> Bool
  ) {
    guard !waitUntil(limit, every: .milliseconds(20), { condition(totals) }) else { return }
    Issue.record("it doesn't come to this: \(totals)", sourceLocation: sourceLocation)
  }

  /// What the list of targets that it serves at `/sd` is from now on.
  func serve(_ list: String) { WebRequest.put(list, at: "/sd", on: control) }
}

/// A list of targets as Prometheus has them.
func targetList(_ targets: [String], _ labels: [String: String] = [:]) throws -> String {
  struct Group: Encodable {
    let targets: [String]
    let labels: [String: String]
  }
  let group = Group(targets: targets, labels: labels)
  return String(decoding: try JSONEncoder().encode([group]), as: UTF8.self)
}
