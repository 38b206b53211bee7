import Pprof
import ProfileStore

/// The captures of a window that are merged: those of its largest schema.
struct CaptureGroup {
  /// In the order in which they are merged.
  let captures: [SelectedCapture]
  let summary: SpanSummary.Group
  private let digest: Fingerprint

  /// The group of a window's captures, of which this is the summary; nil when none can be merged.
  init?(of window: SpanSummary, _ selected: [SelectedCapture]) {
    guard let group = window.largestGroup else { return nil }
    summary = group
    captures = group.members.map { selected[$0] }
    var digest = Fingerprint()
    var known: (directory: StoreDirectory, path: String)?
    for member in group.members {
      guard case .profile(let facts) = window.captures[member] else { continue }
      // The file's path: most have the directory of the one before them.
      let file = selected[member].file
      if known?.directory != file.directory { known = (file.directory, "\(file.directory)/") }
      digest.update(known!.path.utf8)
      digest.update(file.fileName.utf8)
      digest.update(facts.contentHigh)
      digest.update(facts.contentLow)
    }
    self.digest = digest
  }

  /// What a `.pgo` says of where it comes from; equal on every host.
  var comments: [String] {
    [
      "pgofs: call edges of \(captures.count) captures",
      "first \(captures[0].file)",
      "last \(captures[captures.count - 1].file)",
      "digest \(digest)",
    ]
  }
}
