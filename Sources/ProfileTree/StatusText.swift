import ProfileStore

extension ProfileTree {
  /// `.pgofs/status.json`: what a monitor asks.
  ///
  /// While the store doesn't answer it says so, and counts what was listed before; `null` where
  /// nothing was.
  func statusText() throws(TreeError) -> [UInt8] {
    var counts: (captures: Int, leftOut: Int)?
    do throws(StoreError) {
      counts = (try countCaptures(), try leftOut.count(in: store))
    } catch {
      guard store.outage != nil else { throw TreeError(error, at: ".pgofs/status.json") }
    }
    // Counting may be what finds it out.
    let outage = store.outage
    let text = """
      {
        "version": \(quoted(configuration.version)),
        "captures": \(counts.map { "\($0.captures)" } ?? "null"),
        "left_out": \(counts.map { "\($0.leftOut)" } ?? "null"),
        "store_answers": \(outage == nil),
        "store_silent_since": \(outage.map { quoted(dateTime($0.since)) } ?? "null"),
        "store_error": \(outage.map { quoted($0.reason) } ?? "null")
      }

      """
    return Array(text.utf8)
  }

  // RFC 3339, section 5.6.
  private func dateTime(_ time: Timestamp) -> String {
    String("\(time)".map { $0 == " " ? "T" : $0 })
  }

  // RFC 8259, section 7.
  private func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar -> String in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case _ where scalar.value < 0x20: " "
      default: String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }

  private func countCaptures() throws(StoreError) -> Int {
    var count = 0
    for name in try store.apps(below: nil) {
      guard let app = AppPath(name) else { continue }
      for app in try resolver.apps(atOrBelow: app) {
        count += try store.captureCount(of: app, in: Window.calendar)
      }
    }
    return count
  }
}
