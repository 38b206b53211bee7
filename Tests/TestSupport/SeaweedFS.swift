import Glibc
import Synchronization

/// A real S3 server on this machine, SeaweedFS, which ends with the process that started it.
public final class SeaweedFS: Sendable {
  /// The one server of a test run; whoever wants to be alone takes a prefix of its own.
  public static let shared = SeaweedFS()

  /// The bucket that it has.
  public static let bucket = "profiles"
  /// Who may do anything.
  public static let accessKey = "test-access-key"
  /// The password.
  public static let secretKey = "test-secret-key"
  /// Who may list and write below `collected/` and nothing else, as `examples/s3/collect.json` says it
  /// for AWS.
  public static let collectorKey = "collector-access-key"
  /// The password.
  public static let collectorSecret = "collector-secret-key"
  private static let identities = """
    {"identities": [
      {"name": "owner", "actions": ["Admin", "Read", "Write", "List", "Tagging"],
       "credentials": [{"accessKey": "\(accessKey)", "secretKey": "\(secretKey)"}]},
      {"name": "collector", "actions": ["Write:\(bucket)/collected/*", "List:\(bucket)/collected/*"],
       "credentials": [{"accessKey": "\(collectorKey)", "secretKey": "\(collectorSecret)"}]}]}
    """

  /// `http://127.0.0.1:PORT`.
  public let endpoint: String
  /// Where it shows the bucket's objects as files, to anybody.
  public let files: String
  private let directory = TemporaryDirectory()
  private let server: Shell
  private let prefixes = Atomic(0)

  /// Starts a server and waits until it answers.
  public init() {
    let ports = SeaweedFS.freePorts(6)
    endpoint = "http://127.0.0.1:\(ports[0])"
    let files = "http://127.0.0.1:\(ports[2])/buckets/\(SeaweedFS.bucket)"
    self.files = files
    server = Shell(
      """
      cd "$D"
      printf %s "$IDENTITIES" >"$D/identities"
      weed mini -dir "$D" -ip 127.0.0.1 -ip.bind 127.0.0.1 -bucket "$B" -admin.ui=false -webdav=false \\
        -s3.port.iceberg=0 -s3.port.lance=0 -s3.port $P0 -master.port $P1 -filer.port $P2 \\
        -volume.port $P3 -admin.port $P4 -s3.port.grpc $P5 -s3.config "$D/identities" >"$D/log" 2>&1 &
      weed=$!
      trap 'kill -9 $weed' EXIT
      # A process that has ended and wasn't waited for is still there, as a zombie.
      while [[ $(cut -d' ' -f3 /proc/$OWNER/stat 2>/dev/null) == [^Z] ]] && kill -0 $weed 2>/dev/null; do
        sleep 0.2
      done
      """,
      environment: [
        "PATH": "\(Corpus.project)/.build/tools:\(String(cString: getenv("PATH")))",
        "D": directory.path, "B": SeaweedFS.bucket, "OWNER": "\(getpid())",
        "IDENTITIES": SeaweedFS.identities,
      ].merging(ports.enumerated().map { ("P\($0)", "\($1)") }) { $1 }, limit: 3000)
    // The bucket is the last thing that is made, and the file server below shows it to anybody.
    let answers = waitUntil(.seconds(180), every: .milliseconds(100)) {
      shell("curl -s -o /dev/null -w '%{http_code}' \(files)/").out == "200"
    }
    precondition(answers, "SeaweedFS doesn't answer: \(shell("cat \(directory.path)/log").out)")
  }

  /// A location in the bucket that nothing else uses.
  public func location() -> String { "s3://\(SeaweedFS.bucket)/\(prefix())?endpoint=\(endpoint)" }

  /// What keys begin with that nothing else uses.
  public func prefix() -> String {
    "test-\(getpid())-\(prefixes.add(1, ordering: .relaxed).newValue)"
  }

  /// Ports that nobody listens on. The system gives others to whoever asks next.
  private static func freePorts(_ count: Int) -> [UInt16] {
    var sockets = [Int32]()
    defer { for socket in sockets { close(socket) } }
    return (0..<count).map { _ in
      let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      sockets.append(socket)
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      withUnsafeMutablePointer(to: &address) { address in
        address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
          precondition(bind(socket, address, length) == 0, "no port")
          getsockname(socket, address, &length)
        }
      }
      return UInt16(bigEndian: address.sin_port)
    }
  }
}
