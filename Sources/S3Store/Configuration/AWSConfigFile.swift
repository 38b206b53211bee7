/// A file of `~/.aws`: sections of settings, as in "Configuration and credential file settings in the
/// AWS CLI". Comments begin with `#` or `;`, on a line of their own or after a space; the names of
/// settings are case-insensitive; a later setting of a name counts.
struct AWSConfigFile: Sendable {
  /// Settings by name. One that is nested, `s3 =` and an indented `endpoint_url = …`, is
  /// `s3.endpoint_url`.
  typealias Section = [String: String]

  /// Sections by what is between the brackets.
  private(set) var sections: [String: Section] = [:]

  /// Reads the text of a file; `path` is for the error.
  init(_ text: String, path: String) throws(SettingsError) {
    var reading = Reading()
    // A carriage return and a line feed are one character.
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      guard let fault = reading.take(line, into: &sections) else { continue }
      // Without the line's words: one of them may be a key.
      throw SettingsError("\(path): line \(index + 1): \(fault)")
    }
  }

  /// No file.
  init() {}

  /// A profile's settings in `config`, where the names of all but `default` have `profile` before
  /// them; nil when there is no such profile.
  func configProfile(_ name: String) -> Section? {
    sections["profile \(name)"] ?? (name == "default" ? sections["default"] : nil)
  }

  /// A profile's settings in `credentials`, where names stand alone.
  func credentialsProfile(_ name: String) -> Section? { sections[name] }
}

/// Where the reading of a file stands.
private struct Reading {
  private var section: String?
  private var setting = ""
  private var indentation = 0

  /// Takes the next line and says what is wrong with it.
  mutating func take(
    _ line: Substring, into sections: inout [String: AWSConfigFile.Section]
  ) -> String? {
    let content = line.drop(while: \.isWhitespace)
    guard let first = content.first, first != "#", first != ";" else { return nil }
    if first == "[" { return begin(content, into: &sections) }
    guard let section else { return "a [section] is expected before the first setting" }
    guard let (name, value) = Reading.setting(content) else { return "NAME = VALUE is expected" }
    let indentation = line.prefix(while: \.isWhitespace).count
    if !setting.isEmpty, indentation > self.indentation {
      sections[section]?["\(setting).\(name)"] = value
    } else {
      (setting, self.indentation) = (name, indentation)
      sections[section]?[name] = value
    }
    return nil
  }

  // `[profile "my name"] # and why`: the quotes don't belong to the name.
  private mutating func begin(
    _ line: Substring, into sections: inout [String: AWSConfigFile.Section]
  ) -> String? {
    guard let end = line.firstIndex(of: "]") else { return "a ] is missing" }
    let words = line[line.index(after: line.startIndex)..<end].split(whereSeparator: \.isWhitespace)
    let name = words.joined(separator: " ").filter { $0 != "\"" && $0 != "'" }
    guard !name.isEmpty else { return "a section's name is missing" }
    if sections[name] == nil { sections[name] = [:] }
    (section, setting, indentation) = (name, "", 0)
    return nil
  }

  private static func setting(_ line: Substring) -> (name: String, value: String)? {
    guard let separator = line.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return nil }
    let name = trimmed(line[..<separator])
    guard !name.isEmpty else { return nil }
    let value = withoutComment(line[line.index(after: separator)...])
    return (name.lowercased(), trimmed(value))
  }

  private static func withoutComment(_ value: Substring) -> Substring {
    let comment = value.indices.first { index in
      (value[index] == "#" || value[index] == ";")
        && value[..<index].last.map(\.isWhitespace) != false
    }
    return value[..<(comment ?? value.endIndex)]
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
