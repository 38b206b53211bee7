import Pprof
import ProfileStore
import SystemPackage

// The commit rule: every flush and fsync of a handle with unstored bytes validates all of them.
// Complete, they are stored; otherwise the error is the caller's and they stay staged. Nothing asks
// who flushes: process ids differ between threads and containers.
extension ProfileTree {
  /// Stores what a handle wrote, if it isn't stored yet. Returning means stored and durable.
  public func flush(_ handle: HandleID, caller: CallingThread) throws(TreeError) {
    guard case .staged(let file, let content, writes: true) = try handles.file(handle),
      content === file.update({ $0.content })
    else { return }
    try commit(file, caller)
  }

  /// Closes a handle. What never was complete is dropped, with an event.
  public func close(_ handle: HandleID) {
    guard case .staged(let file, let content, writes: true) = handles.removeFile(handle) else {
      return
    }
    let dropped = file.update { state -> StagedFile.State? in
      guard content === state.content else { return nil }
      state.writers -= 1
      let isLost = state.isDirty && state.isNamed && state.target != .scratch
      return isLost && state.writers == 0 ? state : nil
    }
    guard let dropped else { return }
    staged.remove(file)
    events.record(.error, "\(dropped.path): never became a complete profile and was dropped")
    if let app = dropped.target.app, let reason = dropped.refusal {
      events.countRejected(app, reason: reason)
    }
  }

  private func commit(_ file: StagedFile, _ caller: CallingThread) throws(TreeError) {
    try file.oneAtATime { () throws(TreeError) in
      let state = file.update { $0 }
      guard state.target != .scratch, state.isDirty else { return }
      if case .failed(let error) = state.phase { throw error }
      guard state.isNamed else {
        throw TreeError(.notFound, state.path, "was removed while it was being written")
      }
      do throws(TreeError) {
        let (stored, status) = try store(state.content, as: state.target, state: state)
        file.update { $0.phase = .stored(stored, status, writes: state.writes) }
      } catch {
        file.update { $0.refuse(error) }
        throw error
      }
      if case .drop = state.target {
        file.update { $0.storedAt = clock.uptime }
      } else {
        staged.release(file)
      }
    }
    if configuration.pins { pins.end(for: lineage(of: caller)) }
  }

  private func store(
    _ content: AnonymousFile, as target: StagedFile.Target, state: StagedFile.State
  ) throws(TreeError) -> (StoreFile, FileStatus) {
    switch (target, state.phase) {
    case (.file(let file), .stored(let stored, let status, _)) where stored == file:
      return try store(content, as: target, expecting: .identity(status.identity), path: state.path)
    default: return try store(content, as: target, expecting: .absent, path: state.path)
    }
  }

  /// Validates the bytes and stores them as a name says.
  func store(
    _ content: AnonymousFile, as target: StagedFile.Target, expecting: Expectation, path: String
  ) throws(TreeError) -> (StoreFile, FileStatus) {
    let bytes = try atStaging(path) { () throws(Errno) in
      try content.read(at: 0, count: content.size)
    }
    let profile = try validated(bytes, path)
    switch target {
    case .scratch: preconditionFailure("scratch files are never stored")
    case .file(let file):
      let status = try atPath(path) { () throws(StoreError) in
        try store.save(bytes, as: file, expecting: expecting)
      }
      return (file, status)
    case .drop(let app, let day, let name):
      return try file(bytes, profile, in: app, day, name, path)
    }
  }

  private func validated(_ bytes: [UInt8], _ path: String) throws(TreeError) -> Profile {
    do throws(ProfileError) {
      let profile = try Profile(parsing: bytes, maxInflated: configuration.maxInflated)
      try profile.checkCapture()
      return profile
    } catch {
      // A shell's redirection flushes the file before the first byte is written.
      var failure = TreeError(error, at: path)
      failure.isRoutine = error.kind == .empty
      throw failure
    }
  }

  /// Files a drop under its capture time. It never replaces: equal bytes are one capture, other bytes
  /// get a number.
  func file(
    _ bytes: [UInt8], _ profile: Profile, in app: AppPath, _ day: Day?, _ name: DropName,
    _ path: String
  ) throws(TreeError) -> (StoreFile, FileStatus) {
    let (time, note) = name.captureTime(profileTimeNanos: profile.timeNanos, arrival: clock.now)
    if let day, Day(containing: time) != day {
      throw TreeError(
        .invalid, path,
        "its time is \(time), which is not of this day; copy it into the app's directory"
          + (note.map { " (\($0))" } ?? ""))
    }
    for number in 1...Limits.dropNames {
      let capture = CaptureName(time: time, source: name.numbered(number))
      let file = StoreFile.capture(app, capture)
      if let status = try take(file, bytes, path) {
        if let note { events.record(.note, "\(path): \(note)") }
        return (file, status)
      }
    }
    throw TreeError(.exists, path, "\(Limits.dropNames) captures of this time and source are there")
  }

  // Stores a drop under a name, or finds it there already; nil when the name has other bytes.
  private func take(
    _ file: StoreFile, _ bytes: [UInt8], _ path: String
  ) throws(TreeError) -> FileStatus? {
    while true {
      do throws(StoreError) {
        if let status = try store.status(of: file) {
          guard status.size == bytes.count else { return nil }
          return try store.load(file, identity: status.identity).bytes() == bytes ? status : nil
        }
        return try store.save(bytes, as: file, expecting: .absent)
      } catch {
        let isRace = error.code == .alreadyExists || error.code == .changed
        let isGone = error.code == .notFound && (try? store.status(of: .app(file.app))) != nil
        guard isRace || isGone else { throw TreeError(error, at: path) }
      }
    }
  }
}

extension StagedFile.Target {
  /// The app that the file is to belong to.
  var app: AppPath? {
    switch self {
    case .scratch: nil
    case .file(let file): file.app
    case .drop(let app, _, _): app
    }
  }
}
