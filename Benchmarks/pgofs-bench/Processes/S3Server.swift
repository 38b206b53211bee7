import Glibc

/// A real S3 server, SeaweedFS, and the proxy before it, which delays requests and counts them.
final class S3Server {
  private static let bucket = "profiles"
  private static let key = "benchmark-access-key"
  private static let secret = "benchmark-secret-key"
  /// How long is waited for it to answer, in milliseconds.
  private static let limit = 60_000

  /// What goes before the command of a client, so that the server knows it.
  let settings: [String]
  private let endpoint: String
  private let control: String
  private let processes: [pid_t]

  init(_ tools: Bench.Tools, directory: String) throws {
    try File.makeDirectories(directory)
    let ports = try S3Server.freePorts(8)
    endpoint = "http://127.0.0.1:\(ports[6])"
    control = "http://127.0.0.1:\(ports[7])"
    settings = [
      "env", "AWS_ACCESS_KEY_ID=\(S3Server.key)", "AWS_SECRET_ACCESS_KEY=\(S3Server.secret)",
      "AWS_EC2_METADATA_DISABLED=true", "HOME=\(directory)",
    ]
    let names = [
      "s3.port", "master.port", "filer.port", "volume.port", "admin.port", "s3.port.grpc",
    ]
    let log = open("\(directory)/log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    defer { close(log) }
    let server = try Spawn.start(
      settings + [
        tools.weed, "mini", "-dir", directory, "-ip", "127.0.0.1", "-ip.bind", "127.0.0.1",
        "-bucket", S3Server.bucket, "-admin.ui=false", "-webdav=false", "-s3.port.iceberg=0",
        "-s3.port.lance=0",
      ] + zip(names, ports).flatMap { ["-\($0)", "\($1)"] }, output: log, errors: log)
    let proxy = try Spawn.start(
      [
        tools.s3proxy, "-to", "http://127.0.0.1:\(ports[0])", "-listen", "127.0.0.1:\(ports[6])",
        "-control", "127.0.0.1:\(ports[7])",
      ], output: log, errors: log)
    processes = [proxy, server]
    try S3Server.await("http://127.0.0.1:\(ports[2])/buckets/\(S3Server.bucket)/")
    try S3Server.await("\(control)/requests")
  }

  deinit {
    for process in processes {
      kill(process, SIGKILL)
      _ = Spawn.wait(process)
    }
  }

  /// What is under a prefix, as pgofs names it.
  func source(_ prefix: String) -> String {
    "s3://\(S3Server.bucket)/\(prefix)?endpoint=\(endpoint)"
  }

  /// The same as rclone names it.
  func remote(_ prefix: String) -> String {
    ":s3,provider=SeaweedFS,env_auth=true,force_path_style=true,endpoint='\(endpoint)':"
      + "\(S3Server.bucket)/\(prefix)"
  }

  /// Delays every request from now on.
  func delay(milliseconds: Int) throws {
    _ = try Spawn.text(of: ["curl", "-sf", "-X", "POST", "\(control)/latency?ms=\(milliseconds)"])
  }

  /// How often each operation was asked for so far, by the names of the Amazon S3 API Reference.
  func requests() throws -> [String: Int] {
    let lines = try Spawn.text(of: ["curl", "-sf", "\(control)/requests"]).split(separator: "\n")
    return lines.reduce(into: [:]) { requests, line in
      let parts = line.split(separator: "\t")
      requests[String(parts[0])] = Int(parts[1])
    }
  }

  /// How often each operation is asked for in the course of some work.
  func requests(of work: () throws -> Void) throws -> [String: Int] {
    let before = try requests()
    try work()
    return try requests().reduce(into: [:]) { requests, count in
      let more = count.value - (before[count.key] ?? 0)
      if more > 0 { requests[count.key] = more }
    }
  }

  private static func await(_ address: String) throws {
    for _ in 0..<limit / 50 {
      if (try? Spawn.text(of: ["curl", "-sf", "-o", "/dev/null", address])) != nil { return }
      usleep(50_000)
    }
    throw BenchError("\(address) doesn't answer")
  }

  /// Ports that nobody listens on. The system gives others to whoever asks next.
  private static func freePorts(_ count: Int) throws -> [UInt16] {
    var sockets = [Int32]()
    defer { for socket in sockets { close(socket) } }
    return try (0..<count).map { _ in
      let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      sockets.append(socket)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let isBound = withUnsafeMutablePointer(to: &address) { address in
        address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
          bind(socket, address, length) == 0 && getsockname(socket, address, &length) == 0
        }
      }
      guard isBound else { throw BenchError("no port", errno) }
      return UInt16(bigEndian: address.sin_port)
    }
  }
}
