import ProfileStore
import ProfileTree

/// A name that pgolib gave: `<app>-<Unix milliseconds>.pprof` in a directory, and in a bucket
/// `<prefix>/<prefix>/-<Unix milliseconds>.pprof`, its prefix being the app.
struct PgolibName: Hashable, Sendable {
  /// What stands before the hyphen and the milliseconds.
  let stem: String

  /// When the capture was taken.
  let time: Timestamp

  /// Reads a file's name, or a key below the prefix that is imported; nil when it isn't of the form.
  init?(_ path: String) {
    let start = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) }
    guard let time = DropName(String(path[(start ?? path.startIndex)...])).nameTime else {
      return nil
    }
    self.time = time
    stem = String(decoding: path.utf8.dropLast(PgolibName.ending(time).utf8.count), as: UTF8.self)
  }

  /// The name that this stem makes at a time.
  static func path(_ stem: String, _ time: Timestamp) -> String { stem + ending(time) }

  private static func ending(_ time: Timestamp) -> String { "-\(time.milliseconds).pprof" }

  /// The app that a stem tells of, as pgolib was told it; empty when the stem doesn't.
  static func origin(ofStem stem: String) -> String {
    guard stem.hasSuffix("/") else { return stem }
    let parts = stem.dropLast().split(separator: "/", omittingEmptySubsequences: false)
    let half = parts.count / 2
    let isDoubled = parts.count.isMultiple(of: 2) && parts[..<half] == parts[half...]
    return (isDoubled ? parts[..<half] : parts[...]).joined(separator: "/")
  }
}
