import Pprof
import ProfileStore
import SystemPackage

// The commit rule: every flush and fsync of a handle with unstored bytes validates all of them.
// Complete, they are stored; otherwise the error is the caller's and they stay staged. Nothing asks
// who flushes: process ids differ between threads and containers.
extension ProfileTree {
  /// Stores what a handle wrote, if it isn't stored yet. Returning means stored and durable.
  public func flush(_ handle: HandleID, caller: CallingThread) throws(TreeError) {
    guard case .staged(let file, _, writes: true) = try handles.file(handle) else { return }
    if try commit(file) { endPins(of: caller) }
  }

  /// Closes a handle. What never was complete is dropped, with an event.
  public func close(_ handle: HandleID) {
    switch handles.removeFile(handle) {
    case .staged(let file, _, writes: true): closeWriter(of: file)
    case .computed(let file, _): file.closed()
    default: break
    }
  }

  private func closeWriter(of file: StagedFile) {
    guard let dropped = file.update({ $0.close(at: clock.uptime) }) else { return }
    staged.remove(file)
    let reason = dropped.refusal?.message
    let isOfBytes = dropped.refusal?.isOfBytes ?? true
    events.record(
      .error,
      "\(dropped.path): \(isOfBytes ? "never became a complete profile" : "couldn't be stored")"
        + " and was dropped" + (reason.map { ": \($0)" } ?? ""))
    if let app = dropped.target.app, let reason, isOfBytes {
      events.countRejected(app, reason: reason)
    }
  }

  // Whether there was something to store.
  private func commit(_ file: StagedFile) throws(TreeError) -> Bool {
    try file.oneAtATime { () throws(TreeError) in
      let state = file.update { $0 }
      guard state.target != .scratch, state.isDirty, let content = state.content else {
        return false
      }
      if case .failed(let error) = state.phase { throw error }
      guard state.isNamed else {
        throw TreeError(.notFound, state.path, "was removed while it was being written")
      }
      let stored: (file: StoreFile, status: FileStatus)
      do throws(TreeError) {
        stored = try store(
          content, as: state.target, expecting: state.expectation, path: state.path)
      } catch {
        if !error.isRoutine { file.update { $0.refuse(error) } }
        throw error
      }
      if case .identity(let old) = state.expectation {
        replaced.replace(old, of: stored.file, with: stored.status.identity, at: clock.uptime)
      }
      file.update { $0.store(stored.file, stored.status, writes: state.writes) }
      if !state.target.isDrop { staged.release(file) }
      return true
    }
  }

  /// Validates the bytes and stores them as a name says.
  func store(
    _ content: StagedContent, as target: StagedFile.Target, expecting: Expectation, path: String
  ) throws(TreeError) -> (file: StoreFile, status: FileStatus) {
    try builder.background.ahead { () throws(TreeError) in
      let bytes = try inCache(path) { () throws(Errno) in
        try content.read(at: 0, count: content.size)
      }
      let profile = try validated(bytes, path)
      let stored = try store(bytes, profile, as: target, expecting: expecting, path: path)
      builder.keepSummary(bytes, stored.file, stored.status)
      return stored
    }
  }

  private func store(
    _ bytes: [UInt8], _ profile: Profile, as target: StagedFile.Target, expecting: Expectation,
    path: String
  ) throws(TreeError) -> (file: StoreFile, status: FileStatus) {
    switch target {
    case .scratch: preconditionFailure("scratch files are never stored")
    case .file(let file):
      let status = try atPath(path) { () throws(StoreError) in
        try store.save(bytes, as: file, expecting: expecting)
      }
      return (file, status)
    case .drop(let app, let day, let name):
      return try self.file(bytes, profile, in: app, day, name, path) { file throws(StoreError) in
        try store.save(bytes, as: file, expecting: .absent)
      }
    }
  }

  /// Reads bytes as a profile that can be stored.
  func validated(_ bytes: [UInt8], _ path: String) throws(TreeError) -> Profile {
    do throws(ProfileError) {
      let profile = try Profile(parsing: bytes, maxInflated: configuration.maxInflated)
      try profile.checkCapture()
      return profile
    } catch {
      var failure = TreeError(error, at: path)
      // A shell's redirection flushes the file before the first byte is written.
      failure.isRoutine = error.kind == .empty
      throw failure
    }
  }
}

extension StagedFile.State {
  /// What is to be found under the name: nothing, or what the file stored there before.
  fileprivate var expectation: Expectation {
    if case .stored(let stored, let status, _) = phase, target == .file(stored) {
      .identity(status.identity)
    } else {
      .absent
    }
  }
}

extension TreeError {
  /// Whether the bytes were at fault, and not what stores them.
  var isOfBytes: Bool { [.invalid, .torn, .nothing, .tooLarge].contains(kind) }
}
