import Pprof
import ProfileStore

/// What a `.txt` says: what is in the window, what was left out and why, and when nothing is in it,
/// why not.
struct WindowReport {
  let selection: Selection
  let group: CaptureGroup?
  let hasEdges: Bool
  let leftOut: [ViewBuilder.LeftOut]

  var text: String {
    var lines = selection.remarks + summary
    if !leftOut.isEmpty {
      lines += ["", "left out:"]
      lines += leftOut.map { "  \($0.selected.file)  \($0.reason)" }
    }
    if let group {
      lines += ["", "captures:"]
      lines += group.captures.map { "  \($0.file)  \($0.capture.status.size) bytes" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var summary: [String] {
    guard let group else {
      return [
        "captures  none" + (leftOut.isEmpty ? "" : " that can be merged, \(leftOut.count) left out")
      ]
    }
    let sources = Set(group.captures.map { "\($0.app) \($0.capture.name.source ?? "")" }).count
    var lines = [
      "captures  \(group.captures.count) from \(sources) source\(sources == 1 ? "" : "s"), \(leftOut.count) left out",
      "first     \(group.captures[0].file)",
      "last      \(group.captures[group.captures.count - 1].file)",
      "samples   \(group.summary.samples), over \(group.summary.durationNanos / 1_000_000_000) s of profiling",
      "types     \(group.summary.schema)",
    ]
    if !hasEdges {
      lines.append("note      no call edge: nothing to build from (idle processes only)")
    }
    return lines
  }
}
