import Glibc

/// How a file system is mounted.
public struct MountOptions: Hashable, Sendable {
  /// What is mounted, as mount(8) and df(1) show it.
  public var source: String

  /// The file system's type: mount(8) shows `fuse.<subtype>`. By it a mount is known as this file
  /// system's: letters, digits, `_` and `-`.
  public var subtype: String

  /// Other users may use the mount too, and root. An ordinary user needs `user_allow_other` in
  /// /etc/fuse.conf for it.
  public var allowOther = false

  /// Nothing can be written.
  public var readOnly = false

  /// Further options, out of `flags`.
  public var extra: [String] = []

  /// Options without a value that the kernel takes for any mount.
  public static let flags: Set<String> = [
    "suid", "nosuid", "dev", "nodev", "exec", "noexec", "async", "sync", "dirsync", "atime",
    "noatime",
  ]

  /// Mounts this source as this type.
  public init(source: String, subtype: String) {
    self.source = source
    self.subtype = subtype
  }

  /// As `-o` takes them. The kernel checks permissions always: without `default_permissions` it
  /// doesn't ask for a file's attributes before it opens it.
  func argument() throws(SessionError) -> String {
    func isPlain(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
      default: false
      }
    }
    guard !subtype.isEmpty, subtype.utf8.allSatisfy(isPlain) else {
      throw SessionError(
        .invalidOption, "\(subtype): not a file system type: letters and digits only")
    }
    if source.utf8.contains(where: { $0 < 0x20 }) {
      throw SessionError(.invalidOption, "the source has a control character in its name")
    }
    if let unknown = extra.first(where: { !MountOptions.flags.contains($0) }) {
      throw SessionError(.invalidOption, "\(unknown): not a mount option")
    }
    var options = [
      "default_permissions", "fsname=\(MountOptions.escape(source))", "subtype=\(subtype)",
    ]
    if allowOther { options.append("allow_other") }
    options.append(readOnly ? "ro" : "rw")
    // The helper program grants them to nobody but root, and complains.
    options += geteuid() == 0 ? extra : extra.filter { $0 != "suid" && $0 != "dev" }
    return options.joined(separator: ",")
  }

  /// libfuse splits options at commas, but not after a backslash.
  private static func escape(_ value: String) -> String {
    var result = ""
    for character in value {
      if character == "," || character == "\\" { result.append("\\") }
      result.append(character)
    }
    return result
  }
}
