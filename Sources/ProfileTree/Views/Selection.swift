import Pprof
import ProfileStore

/// A capture that a window holds.
struct SelectedCapture: Hashable, Sendable {
  let app: AppPath
  let capture: StoredCapture

  var file: StoreFile { .capture(app, capture.name) }
}

extension SelectedCapture: Comparable {
  /// By time, then by path: the order in which captures are merged.
  static func < (a: SelectedCapture, b: SelectedCapture) -> Bool {
    let (aTime, bTime) = (a.capture.name.time, b.capture.name.time)
    return aTime != bTime ? aTime < bTime : a.file.description < b.file.description
  }
}

/// What a window resolved to at one moment: its captures in the order in which they are merged.
struct Selection: Sendable {
  /// The time that the window spans.
  let span: Range<Timestamp>

  /// By time, then by path.
  let captures: [SelectedCapture]

  /// What a report says of the window itself, a line each; empty for the other formats.
  let remarks: [String]

  /// Names one content of a view: a digest of the captures' names and identities and the remarks.
  let version: Fingerprint

  init(span: Range<Timestamp>, captures: [SelectedCapture], remarks: [String] = []) {
    self.span = span
    self.captures = captures
    self.remarks = remarks
    var version = Fingerprint()
    for selected in captures {
      version.update(selected.file.description.utf8)
      version.update(selected.capture.status.identity.high)
      version.update(selected.capture.status.identity.low)
    }
    for remark in remarks { version.update(remark.utf8) }
    self.version = version
  }

  /// The newest capture's time, a view's mtime.
  var modified: Timestamp { captures.last?.capture.name.time ?? Timestamp(milliseconds: 0) }
}
