import Glibc

/// Tells systemd how the service fares (sd_notify(3)); without systemd nothing happens.
public enum ServiceManager {
  /// Sends a state, such as `READY=1`.
  public static func tell(_ state: String) {
    guard let name = getenv("NOTIFY_SOCKET").map({ Array(String(cString: $0).utf8) }),
      let first = name.first, name.count < 108
    else { return }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { path in
      path.copyBytes(from: name)
      // An abstract socket's name begins with NUL, written as @.
      if first == UInt8(ascii: "@") { path[0] = 0 }
    }
    let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    guard socket >= 0 else { return }
    defer { close(socket) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
    let bytes = Array(state.utf8)
    withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        _ = sendto(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL), address, length)
      }
    }
  }

  /// How soon the service manager takes the process for dead that doesn't send `WATCHDOG=1`; nil when
  /// it doesn't (sd_watchdog_enabled(3)).
  public static var watchdog: Duration? {
    guard let microseconds = number("WATCHDOG_USEC"), microseconds > 0,
      number("WATCHDOG_PID").map({ $0 == Int64(getpid()) }) ?? true
    else { return nil }
    return .microseconds(microseconds)
  }

  private static func number(_ name: String) -> Int64? {
    getenv(name).flatMap { Int64(String(cString: $0)) }
  }
}
