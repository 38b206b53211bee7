extension Duration {
  /// A time as people write it: `1.5s`, `90s`, `30m`.
  var text: String {
    let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    let tenths = (milliseconds + 50) / 100
    if tenths < 100 {
      return tenths % 10 == 0 ? "\(tenths / 10)s" : "\(tenths / 10).\(tenths % 10)s"
    }
    let seconds = (milliseconds + 500) / 1000
    if seconds < 120 { return "\(seconds)s" }
    if seconds % 3600 == 0 { return "\(seconds / 3600)h" }
    return seconds % 60 == 0 || seconds >= 600 ? "\((seconds + 30) / 60)m" : "\(seconds)s"
  }

  /// In seconds.
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
