import TestSupport

extension Mounted {
  /// Puts captures into the store, behind the mount: 09-00-00Z and so on, a minute apart.
  func seed(_ app: String = "sample", day: String = "2024-10-12", count: Int = 3) {
    let result = sh(
      """
      set -e
      for i in $(seq 0 \(count - 1)); do
        put_behind $SVC/$(printf %03d $i).pprof \(app)/\(day)/09-$(printf %02d $i)-00Z.pprof
      done
      """)
    precondition(result.status == 0, "\(result)")
  }

  /// A mount of a store with three captures of the app `sample`.
  static func seeded(options: [String] = []) throws -> Mounted {
    let mounted = try Mounted(options: options)
    mounted.seed()
    return mounted
  }
}
