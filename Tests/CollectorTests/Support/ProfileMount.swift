import Glibc
import ProfileStore
import Synchronization
import TestSupport
import Testing

/// A store, its mount by a pgofs of its own, and room for what else a test needs.
final class ProfileMount: Sendable {
  let directory = TemporaryDirectory()
  /// The mount point.
  let path: String
  /// What is mounted there, as a directory.
  let storePath: String
  private let environment: [String: String]
  private let daemon = Mutex<RunningProgram?>(nil)

  init(mounted: Bool = true) throws {
    path = directory.directory("mnt")
    storePath = directory.directory("store")
    environment = [:]
    if mounted { try mount() }
  }

  /// A mount of a bucket.
  init(of bucket: CollectedBucket) throws {
    path = directory.directory("mnt")
    storePath = bucket.location
    environment = bucket.environment
    try mount()
  }

  // Before the directories go that it writes into.
  deinit { killDaemon() }

  /// Starts a collector that writes into it.
  func collect(_ arguments: String, environment: [String: String] = [:]) throws -> CollectorProgram
  {
    try CollectorProgram("--to \(path) \(arguments)", environment: environment, with: self)
  }

  /// A file for the test's own use, with this content.
  func file(_ name: String, _ content: String) throws -> String {
    let path = "\(directory.path)/\(name)"
    try write(content, to: path)
    return path
  }

  /// Mounts the store, and waits until that is so.
  func mount(_ options: String = "") throws {
    let program = try RunningProgram(
      [
        BuiltProgram.path("pgofs"), storePath, path, "--foreground", "-o",
        "cache_dir=\(directory.path)/cache\(options)",
      ], environment: environment)
    daemon.withLock { $0 = program }
    try #require(waitUntil { isMounted }, "\(program.error)")
  }

  private var isMounted: Bool { access("\(path)/.pgofs/status.json", R_OK) == 0 }

  /// Kills the daemon; what it leaves behind is a mount point that answers with errors.
  func killDaemon() { daemon.withLock { $0?.kill() } }

  /// Sends the daemon a signal.
  func signalDaemon(_ number: Int32) { daemon.withLock { $0?.signal(number) } }

  /// Unmounts; whoever has a file open there just now is waited for.
  func unmount() throws {
    let pgofs = BuiltProgram.path("pgofs")
    try #require(
      waitUntil(every: .milliseconds(50)) { shell("'\(pgofs)' unmount '\(path)'").status == 0 })
    let ended = daemon.withLock { $0?.status(within: .seconds(20)) }
    #expect(ended == 0)
  }

  /// The captures in the store, `app/date/name`, sorted.
  var captures: [String] { files(below: storePath) }

  /// The SHA-256 of the captures in the store.
  var sums: [String] { sumsOfFiles(below: storePath) }
}

extension ProfileMount {
  /// Waits until all that the farm has sent so far is stored, or in a spool; the test fails if that
  /// doesn't come.
  ///
  /// - Returns: what that is. A stop may come between a later answer and its capture.
  @discardableResult
  func expectAll(
    of farm: Farm, orIn spool: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> [String] {
    let sent = try farm.sums()
    let isThere = waitUntil(every: .milliseconds(100)) {
      Set(sums + (spool.map { sumsOfFiles(below: $0) } ?? [])).isSuperset(of: sent)
    }
    if !isThere { Issue.record("not all \(sent.count) are stored", sourceLocation: sourceLocation) }
    return sent
  }

  /// Fails the test unless all these are in the store, and each that is there is there once and was
  /// sent by the farm.
  func expectOnce(
    _ sent: [String], of farm: Farm, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let sums = sums
    let answered = Set(try farm.report().flatMap(\.requests).map(\.sha256))
    #expect(Set(sums).count == sums.count, "something is twice", sourceLocation: sourceLocation)
    let missing = Set(sent).subtracting(sums)
    #expect(missing.isEmpty, "of \(sent.count) sent", sourceLocation: sourceLocation)
    #expect(answered.isSuperset(of: sums), "not as it was sent", sourceLocation: sourceLocation)
  }
}

/// The files in a directory and below, as paths that begin there, sorted; hidden ones are somebody's
/// work in progress.
func files(below directory: String) -> [String] {
  let listed = shell(
    "cd \"$D\" && find . -type f ! -name '.*' | sed 's,^\\./,,'", environment: ["D": directory])
  return listed.out.split(separator: "\n").map(String.init).sorted()
}

/// The SHA-256 of these files, sorted.
func sumsOfFiles(below directory: String) -> [String] {
  let listed = shell(
    "cd \"$D\" && find . -type f ! -name '.*' -exec sha256sum {} +", environment: ["D": directory])
  return listed.out.split(separator: "\n").map { String($0.prefix(64)) }.sorted()
}

/// Puts a text into a file by renaming, as editors do: nobody sees half of it.
func write(_ text: String, to path: String) throws {
  let bytes = Array(text.utf8)
  let descriptor = open("\(path).new", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  try #require(descriptor >= 0)
  let count = Glibc.write(descriptor, bytes, bytes.count)
  close(descriptor)
  try #require(count == bytes.count && rename("\(path).new", path) == 0)
}
