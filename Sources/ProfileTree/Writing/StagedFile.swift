import ProfileStore
import Synchronization

/// A file as it is being written, and what becomes of it.
///
/// It is an inode of its own: once it is stored, the name resolves to the stored file's inode, which
/// never changes, and this one is left to the handles that are open on it.
final class StagedFile: Sendable {
  /// What a name in a directory makes of what is written to it.
  enum Target: Hashable, Sendable {
    /// Local, never stored.
    case scratch
    /// Stored under its own name.
    case file(StoreFile)
    /// Filed under its capture time.
    case drop(AppPath, Day?, DropName)
  }

  enum Phase: Sendable {
    /// Bytes that aren't stored, or none yet.
    case unstored
    /// What was written up to this many writes is stored.
    case stored(StoreFile, FileStatus, writes: Int)
    /// Over a limit: the handle stays failed.
    case failed(TreeError)
  }

  struct State: Sendable {
    var directory: StoreDirectory
    var name: String
    var target: Target
    /// The bytes; nil once they are stored and nobody writes any more.
    var content: StagedContent?
    var phase = Phase.unstored
    var writes = 0
    var writers = 0
    /// False once the name was removed or taken: nothing can be stored under it.
    var isNamed = true
    /// Why the bytes were refused last.
    var refusal: TreeError?
    /// When the last writer closed what is stored.
    var closed: Duration?
    var modified: Timestamp
  }

  private let state: Mutex<State>
  private let committing = Mutex(())

  init(
    directory: StoreDirectory, name: String, target: Target, content: StagedContent, now: Timestamp
  ) {
    state = Mutex(
      State(directory: directory, name: name, target: target, content: content, modified: now))
  }

  /// Reads or changes the state. No I/O in here.
  func update<Result>(_ body: (inout State) -> Result) -> Result { state.withLock { body(&$0) } }

  /// Serialises what decides the file's fate: commits, removing and renaming it. Unlike any other lock
  /// it is held over I/O: two flushes of one file must not store it twice, and what was removed must
  /// not be stored afterwards.
  func oneAtATime<Result: Sendable, Failure>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try committing.withLock { _ throws(Failure) in try body() }
  }

  /// The path below the mount point.
  var path: String { update { $0.path } }

  var isScratch: Bool { update { $0.target == .scratch } }

  /// The length in bytes.
  var size: Int {
    let (content, phase) = update { ($0.content, $0.phase) }
    if let content { return content.size }
    return if case .stored(_, let status, _) = phase { status.size } else { 0 }
  }
}

extension StagedFile.State {
  var path: String { directory == .root ? name : "\(directory)/\(name)" }

  /// Whether something was written, or the file made, since it was last stored.
  var isDirty: Bool {
    switch phase {
    case .unstored, .failed: true
    case .stored(_, _, let stored): writes != stored
    }
  }

  /// Remembers why what was written can't be stored. Over a limit it never can.
  mutating func refuse(_ error: TreeError) {
    refusal = error
    if error.kind == .tooLarge { phase = .failed(error) }
  }

  /// Takes a writer's leave at this time. The state when nothing came of the file, which is dropped.
  mutating func close(at now: Duration) -> StagedFile.State? {
    writers -= 1
    guard writers == 0, target != .scratch else { return nil }
    guard isDirty else {
      settle(at: now)
      return nil
    }
    content = nil
    return isNamed ? self : nil
  }

  /// Lets go of what is stored and has no writer.
  mutating func settle(at now: Duration) {
    guard writers == 0, !isDirty else { return }
    closed = now
    content = nil
  }

  /// Notes what was stored of a commit that began at this many writes.
  mutating func store(_ file: StoreFile, _ status: FileStatus, writes: Int) {
    // A handle that failed meanwhile stays failed.
    if case .failed = phase { return }
    phase = .stored(file, status, writes: writes)
    refusal = nil
    modified = file.modified(status)
  }
}

extension StagedFile.Target {
  var app: AppPath? {
    switch self {
    case .scratch: nil
    case .file(let file): file.app
    case .drop(let app, _, _): app
    }
  }

  var isDrop: Bool {
    if case .drop = self { true } else { false }
  }
}

extension StoreFile {
  /// The mtime: a capture's time, or when a pinned file came to be.
  func modified(_ status: FileStatus) -> Timestamp {
    if case .capture(_, let name) = self { name.time } else { status.modified }
  }
}
