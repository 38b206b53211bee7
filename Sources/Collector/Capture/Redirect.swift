import AsyncHTTPClient
import FoundationEssentials
import NIOHTTP1

/// Where an answer sends us. Credentials and connections were meant for one server, so that only it
/// can send us on: the same host and port, or from http to https.
enum Redirect {
  /// The place that an answer names; nil when it is none of that kind.
  static func place(of response: HTTPClientResponse) -> String? {
    guard [301, 302, 303, 307, 308].contains(response.status.code) else { return nil }
    return response.headers.first(name: "Location")
  }

  /// The address to ask instead.
  static func followed(from url: String, to place: String) throws(CaptureFailure) -> String {
    guard let from = URL(string: url), let target = URL(string: place, relativeTo: from),
      let host = target.host, let scheme = target.scheme, target.user == nil
    else {
      throw CaptureFailure(.redirected, "redirected to what is no address")
    }
    // Without its query, which may hold a secret.
    let words = Quoted("\(scheme)://\(host)\(target.port.map { ":\($0)" } ?? "")\(target.path)")
    guard host.lowercased() == from.host?.lowercased() else {
      throw CaptureFailure(.redirected, "redirected to another host, \(words)")
    }
    guard scheme == from.scheme ? target.port == from.port : scheme == "https" else {
      throw CaptureFailure(.redirected, "redirected to another server of the host, \(words)")
    }
    return target.absoluteString
  }
}
