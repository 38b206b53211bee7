import Glibc

/// Tells systemd how the service fares (sd_notify(3)); without systemd nothing happens.
enum ServiceManager {
  static func tell(_ state: String) {
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
}
