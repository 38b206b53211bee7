import Glibc

/// When a capture was taken, and how a store names it.
struct CaptureTime {
  /// Since 1970, UTC.
  let seconds: Int

  /// Such as `2024-10-12`.
  var day: String {
    let time = parts
    return "\(time.tm_year + 1900)-\(two(time.tm_mon + 1))-\(two(time.tm_mday))"
  }

  /// Such as `2024-10-12/09-30-00Z_pod-1.pprof`.
  func path(source: String) -> String {
    let time = parts
    return
      "\(day)/\(two(time.tm_hour))-\(two(time.tm_min))-\(two(time.tm_sec))Z_\(source).pprof"
  }

  private var parts: tm {
    var seconds = time_t(self.seconds)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    return parts
  }

  private func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
