import ProfileStore
import TestSupport

/// A profile of a corpus as a capture of the mount.
struct PlacedCapture {
  /// The profile, as a script names it: `$SVC/000.pprof`.
  let profile: String
  let app: String
  let name: CaptureName

  /// Below the mount point.
  var path: String { "\(app)/\(name)" }

  /// The order of a merge: by time, then by path.
  static func precedes(_ a: PlacedCapture, _ b: PlacedCapture) -> Bool {
    a.name.time != b.name.time
      ? a.name.time < b.name.time : a.path.utf8.lexicographicallyPrecedes(b.path.utf8)
  }
}

extension [PlacedCapture] {
  /// The script that writes them all, in this order, with cp.
  var writing: String {
    let days = Set(map { "\($0.app)/\($0.name.day)" }).sorted()
    return days.map { "mkdir -p \"$M/\($0)\"\n" }.joined()
      + map { "cp \"\($0.profile)\" \"$M/\($0.path)\"\n" }.joined()
  }

  /// The profiles in the order of a merge, as arguments.
  var inOrder: String {
    sorted(by: PlacedCapture.precedes).map { "\"\($0.profile)\"" }.joined(separator: " ")
  }
}

extension Corpus {
  /// The profiles as scripts name them.
  var profiles: [String] {
    files.map { file in
      let parts = file.split(separator: "/").suffix(2)
      return "$\(parts.first!.uppercased())/\(parts.last!)"
    }
  }

  /// Every profile as a capture of one app, ten minutes apart, the last one of 2024-10-12 11:50 UTC.
  func captures(of app: String) -> [PlacedCapture] {
    let last = TestClock().now.advanced(byMilliseconds: -10 * Timestamp.minute)
    return profiles.enumerated().map { number, profile in
      let distance = Int64(files.count - 1 - number) * -10 * Timestamp.minute
      let time = last.advanced(byMilliseconds: distance)
      return PlacedCapture(profile: profile, app: app, name: CaptureName(time: time))
    }
  }
}
