import Command
import Fuse
import Glibc
import ProfileTree

/// What `-o` says, read.
struct MountSettings: Sendable {
  var tree = TreeConfiguration()
  var readOnly = false
  var allowOther = false
  var owner = TreeAdapter.Owner(uid: geteuid(), gid: getegid())
  var cacheDirectory: String?
  /// How long a bucket's listings are believed.
  var refresh = Source.standardRefresh
  /// Options of the kernel, as they stand.
  var kernel: [String] = []

  /// Reads the values of every `-o`, each a list with commas.
  init(options: [String]) throws {
    tree.version = Pgofs.version
    for list in options {
      for option in list.split(separator: ",") {
        let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        try set(String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
      }
    }
  }

  private mutating func set(_ name: String, _ value: String?) throws {
    switch name {
    case "ro", "rw":
      readOnly = name == "ro"
      tree.sharesParts = !readOnly
    case "allow_other": allowOther = true
    case "uid": owner.uid = try number(name, value)
    case "gid": owner.gid = try number(name, value)
    case "umask": tree.umask = try octal(name, value)
    case "max_profile": tree.maxProfile = try bytes(name, value)
    case "max_inflated": tree.maxInflated = try bytes(name, value)
    case "cache_dir": cacheDirectory = try text(name, value)
    case "cache_size": tree.cacheSize = try bytes(name, value)
    case "settle": tree.settle = try milliseconds(name, value)
    case "refresh": refresh = .milliseconds(try milliseconds(name, value))
    case "pin":
      guard value == "on" || value == "off" else { throw wrong(name, value, "on or off") }
      tree.pins = value == "on"
    case _ where MountOptions.flags.contains(name): kernel.append(name)
    case _ where MountSettings.isMountOnly(name): break
    default:
      throw CommandError(
        "-o \(name): no such option; pgofs mount --help lists them, and those of mount(8) are accepted"
      )
    }
  }

  // What mount(8) hands to every helper, for itself or for file systems with more to choose.
  private static func isMountOnly(_ name: String) -> Bool {
    let known: Set<String> = [
      "defaults", "auto", "noauto", "fail", "nofail", "_netdev", "user", "nouser", "users", "group",
      "owner", "relatime", "norelatime", "strictatime", "nostrictatime", "diratime", "nodiratime",
      "lazytime", "nolazytime", "default_permissions", "auto_unmount", "silent", "loud", "mand",
      "nomand", "comment",
    ]
    return known.contains(name) || name.hasPrefix("x-")
  }

  private func text(_ name: String, _ value: String?) throws -> String {
    guard let value, !value.isEmpty else { throw wrong(name, value, "a path") }
    return value
  }

  private func number(_ name: String, _ value: String?) throws -> UInt32 {
    guard let value, let number = UInt32(value) else { throw wrong(name, value, "a number") }
    return number
  }

  private func octal(_ name: String, _ value: String?) throws -> UInt16 {
    guard let value, let bits = UInt16(value, radix: 8), bits <= 0o777 else {
      throw wrong(name, value, "octal permission bits such as 022")
    }
    return bits
  }

  private func bytes(_ name: String, _ value: String?) throws -> Int {
    guard let value, let bytes = Quantity.bytes(value) else {
      throw wrong(name, value, "a size such as 64M")
    }
    return bytes
  }

  private func milliseconds(_ name: String, _ value: String?) throws -> Int64 {
    guard let value, let time = Quantity.milliseconds(value) else {
      throw wrong(name, value, "a time such as 5m")
    }
    return time
  }

  private func wrong(_ name: String, _ value: String?, _ expected: String) -> CommandError {
    CommandError("-o \(name)=\(value ?? ""): write \(expected)")
  }
}
