/// A line of a collector's log.
struct LogLine: Sendable {
  /// All of it, without the program's name.
  let text: String

  /// What it tells: stored, failed, not written, refused, lost; empty for others.
  let event: String

  /// What it says of that: `app=sample` and so on.
  let fields: [String: String]

  init?(_ line: some StringProtocol) {
    guard line.hasPrefix("pgocollect: ") else { return nil }
    text = String(line.dropFirst("pgocollect: ".count))
    var rest = text[...]
    for level in ["warning: ", "error: "] where rest.hasPrefix(level) {
      rest = rest.dropFirst(level.count)
    }
    let events = ["stored", "failed", "not written", "refused", "lost"]
    event = events.first { rest.hasPrefix("\($0) app=") } ?? ""
    var fields: [String: String] = [:]
    if !event.isEmpty {
      // Up to the colon before the message.
      for word in rest.dropFirst(event.count).split(separator: " ") {
        let parts = word.split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else { break }
        fields[String(parts[0])] = String(parts[1].last == ":" ? parts[1].dropLast() : parts[1])
        if word.last == ":" { break }
      }
    }
    self.fields = fields
  }

  /// A field; empty where there is none.
  subscript(_ field: String) -> String { fields[field] ?? "" }
}

/// A collector's log.
struct Log: Sendable, CustomStringConvertible {
  /// All that was written.
  let description: String

  /// Its lines.
  let lines: [LogLine]

  init(_ text: String) {
    description = text
    // The last line may not be whole.
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().compactMap {
      LogLine($0)
    }
  }

  /// Lines that tell of a capture that was written.
  var stored: [LogLine] { lines.filter { $0.event == "stored" } }

  /// Lines that tell why there is no capture.
  var failed: [LogLine] { lines.filter { $0.event == "failed" } }

  /// Lines that tell why a capture isn't written.
  var notWritten: [LogLine] { lines.filter { $0.event == "not written" } }

  /// Lines that tell of a capture that a mount refused for good.
  var refused: [LogLine] { lines.filter { $0.event == "refused" } }

  /// Lines that tell of a capture that was given up.
  var lost: [LogLine] { lines.filter { $0.event == "lost" } }

  /// Whether a line has all of the words.
  func says(_ words: String...) -> Bool {
    lines.contains { line in words.allSatisfy { line.text.contains($0) } }
  }
}
