import ProfileStore
import Synchronization
import SystemPackage

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
    var content: AnonymousFile
    var phase = Phase.unstored
    var writes = 0
    var writers = 0
    /// False once the name was removed or taken: nothing can be stored under it.
    var isNamed = true
    var storedAt: Duration?
    /// Why the bytes were refused when they were last looked at.
    var refusal: String?
    var modified: Timestamp
  }

  private let state: Mutex<State>
  private let committing = Mutex(())

  init(
    directory: StoreDirectory, name: String, target: Target, content: AnonymousFile, now: Timestamp
  ) {
    state = Mutex(
      State(directory: directory, name: name, target: target, content: content, modified: now))
  }

  /// Reads or changes the state. No I/O in here.
  func update<Result>(_ body: (inout State) -> Result) -> Result { state.withLock { body(&$0) } }

  /// Serialises the commits of this one file. Unlike any other lock it is held over I/O: two flushes
  /// of one file must not store it twice.
  func oneAtATime<Failure>(_ commit: () throws(Failure) -> Void) throws(Failure) {
    try committing.withLock { _ throws(Failure) in try commit() }
  }

  /// The path below the mount point.
  var path: String { update { $0.path } }

  var isScratch: Bool { update { $0.target == .scratch } }
}

extension StagedFile.State {
  var path: String { directory == .root ? name : "\(directory)/\(name)" }

  /// Remembers why what was written can't be stored. Over a limit it never can.
  mutating func refuse(_ error: TreeError) {
    if error.isAboutContent { refusal = error.message }
    if error.kind == .tooLarge { phase = .failed(error) }
  }

  /// Whether something was written, or the file made, since it was last stored.
  var isDirty: Bool {
    switch phase {
    case .unstored, .failed: true
    case .stored(_, _, let stored): writes != stored
    }
  }
}
