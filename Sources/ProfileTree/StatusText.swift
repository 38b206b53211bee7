import ProfileStore

extension ProfileTree {
  /// `.pgofs/status.json`: what a monitor asks.
  func statusText() throws(TreeError) -> [UInt8] {
    let (captures, left) = try atPath(".pgofs/status.json") {
      () throws(StoreError) -> (Int, Int) in
      (try countCaptures(), try leftOut.count(in: store))
    }
    let text = """
      {
        "version": "\(configuration.version)",
        "captures": \(captures),
        "left_out": \(left)
      }

      """
    return Array(text.utf8)
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
