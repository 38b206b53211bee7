/// The mounts of this process's namespace, from `/proc/self/mountinfo` (proc(5)).
struct MountTable {
  struct Mount: Equatable {
    /// `major:minor`, unique among what is mounted at a time.
    let device: String
    let point: String
    let type: String
  }

  /// In the order in which they were mounted.
  let mounts: [Mount]

  static func current() throws(SessionError) -> MountTable {
    let path = "/proc/self/mountinfo"
    guard let text = SmallFile.read(path, limit: Limits.mountTable) else {
      throw SessionError(.failed, "can't read \(path): is /proc mounted?")
    }
    return MountTable(text)
  }

  /// Lines that can't be understood are left out.
  init(_ text: String) {
    mounts = text.split(separator: "\n").compactMap { line in
      let fields = line.split(separator: " ")
      guard fields.count > 6, let separator = fields[6...].firstIndex(of: "-"),
        separator + 1 < fields.count
      else { return nil }
      return Mount(
        device: String(fields[2]), point: MountTable.unescape(fields[4]),
        type: String(fields[separator + 1]))
    }
  }

  /// What is mounted at a path, the uppermost.
  func mount(at path: String) -> Mount? { mounts.last { $0.point == path } }

  /// Space, tab, line feed and backslash stand there as `\` and three octal digits.
  private static func unescape(_ field: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = field.utf8[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(3)
      if byte == UInt8(ascii: "\\"), digits.count == 3,
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
      {
        bytes.append(value)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
