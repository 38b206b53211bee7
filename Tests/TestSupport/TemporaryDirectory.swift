import Glibc

/// An empty directory, removed at the end with all that is in it; what is mounted below it is
/// unmounted first.
public final class TemporaryDirectory: Sendable {
  /// Its absolute path.
  public let path: String

  /// Makes one.
  public init() {
    var template = Array("/tmp/pgofs-test-XXXXXX".utf8CString)
    precondition(mkdtemp(&template) != nil, "no temporary directory")
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit {
    _ = shell(
      """
      awk -v d="$D/" 'index($5, d) == 1 { print $5 }' /proc/self/mountinfo | sort -r |
        xargs -r -n1 umount -l
      rm -rf --one-file-system "$D"
      """, environment: ["D": path])
  }

  /// Makes a directory below and returns its path.
  public func directory(_ name: String) -> String {
    let path = "\(path)/\(name)"
    mkdir(path, 0o755)
    return path
  }
}
