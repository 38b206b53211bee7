import Command
import Glibc

/// Where computed and staged bytes are kept.
enum CacheDirectory {
  /// The directory that was chosen, else systemd's, else the system's or the user's; made where it is
  /// missing. Nil where it can't be used: memory then does. It is never in the store.
  static func open(
    _ chosen: String?, apartFrom store: Source, _ mountPoint: String, log: Log
  ) throws -> String? {
    let path = chosen ?? standard()
    make(path)
    guard let resolved = Source.resolved(path), access(resolved, W_OK) == 0 else {
      let reason = String(cString: strerror(errno))
      log.warning(
        "\(path): \(reason); computed files are kept in memory; -o cache_dir= chooses another")
      return nil
    }
    guard !store.contains(resolved) else {
      throw CommandError("-o cache_dir=\(path): the cache can't be in the store; name another")
    }
    // It would be what it caches.
    if let point = Source.resolved(mountPoint), Source.contains(point, resolved) {
      throw CommandError(
        "-o cache_dir=\(path): the cache can't be under the mount point; name another")
    }
    return resolved
  }

  /// The directory of the mounts, if it is there and can be used: who only reads a file once leaves
  /// none behind, unless it came over a network.
  static func ofCommand(_ store: Source) -> String? {
    if store.path == nil { make(standard()) }
    guard let resolved = Source.resolved(standard()), access(resolved, R_OK | W_OK | X_OK) == 0,
      !store.contains(resolved)
    else { return nil }
    return resolved
  }

  private static func standard() -> String {
    if let list = getenv("CACHE_DIRECTORY") {
      return String(String(cString: list).prefix { $0 != ":" })
    }
    if geteuid() == 0 { return "/var/cache/pgofs" }
    if let cache = getenv("XDG_CACHE_HOME") { return String(cString: cache) + "/pgofs" }
    return (getenv("HOME").map { String(cString: $0) } ?? "/tmp") + "/.cache/pgofs"
  }

  private static func make(_ path: String) {
    var made = path.hasPrefix("/") ? "" : "."
    for component in path.split(separator: "/") {
      made += "/\(component)"
      mkdir(made, 0o700)
    }
  }
}
