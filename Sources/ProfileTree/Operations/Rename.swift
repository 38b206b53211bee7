import Pprof
import ProfileStore

extension ProfileTree {
  /// Gives a file or an app another name. A scratch file or a drop becomes a capture or a pinned
  /// profile: that is its commit. With `replacing` false a name that is taken is `exists`.
  public func rename(
    _ name: String, in parent: NodeID, to newName: String, in newParent: NodeID, replacing: Bool,
    caller: CallingThread
  ) throws(TreeError) {
    let (directory, newDirectory) = (try directory(parent), try self.directory(newParent))
    let move = Move(
      path: directory.path(of: name), newName: newName,
      newPath: newDirectory.path(of: newName), replacing: replacing)
    guard case .store(let source) = directory else {
      // mv then copies, which is what a merged file is for.
      throw TreeError(.crossDevice, move.path, "computed files can be copied, not moved")
    }
    guard case .store(let target) = newDirectory else { throw .computed(move.newPath) }
    let changesCaptures: Bool
    if let file = try stagedFile(name, in: source, path: move.path) {
      changesCaptures = try rename(file, move, to: target)
    } else if case .directory(let renamed) = try node(named: name, in: parent) {
      try rename(renamed, move, to: target)
      changesCaptures = true
    } else {
      try rename(try storedFile(name, in: source, path: move.path), move, to: target)
      changesCaptures = true
    }
    if changesCaptures { endPins(of: caller) }
  }

  private struct Move {
    let path: String
    let newName: String
    let newPath: String
    let replacing: Bool

    var expectation: Expectation { replacing ? .anything : .absent }
  }

  private func node(named name: String, in parent: NodeID) throws(TreeError) -> Node {
    let entry = try lookup(name, in: parent, caller: .unseen)
    defer { inodes.forget(entry.node, lookups: 1) }
    return try node(entry.node)
  }

  // Whether a capture came or went by it.
  private func rename(
    _ file: StagedFile, _ move: Move, to directory: StoreDirectory
  ) throws(TreeError) -> Bool {
    try file.oneAtATime { () throws(TreeError) in
      let state = file.update { $0 }
      guard state.isNamed else { throw .nothingAt(move.path) }
      let target = try self.target(move.newName, in: directory, path: move.newPath)
      if case .stored(let stored, _, let writes) = state.phase {
        let (moved, status) = try rename(stored, move, to: target, in: directory)
        settle(file, as: target, moved, status, writes: writes, move, in: directory)
        return true
      }
      guard state.target == .scratch else { throw .busy(move.path) }
      try makeWay(for: move, in: directory)
      if target == .scratch {
        staged.rename(file, to: move.newName, in: directory)
        return false
      }
      guard let content = state.content else { throw .nothingAt(move.path) }
      try commit(file, content, state.writes, as: target, move, in: directory)
      return true
    }
  }

  private func commit(
    _ file: StagedFile, _ content: StagedContent, _ writes: Int, as target: StagedFile.Target,
    _ move: Move, in directory: StoreDirectory
  ) throws(TreeError) {
    do throws(TreeError) {
      let (stored, status) = try store(
        content, as: target, expecting: move.expectation, path: move.newPath)
      settle(file, as: target, stored, status, writes: writes, move, in: directory)
    } catch {
      if let app = target.app, error.isOfBytes {
        events.countRejected(app, reason: error.message)
      }
      var failure = error
      // What a flush of no bytes passes over, a rename of none is: the caller's mistake.
      if error.kind == .invalid { failure.isRoutine = false }
      throw failure
    }
  }

  // What is open on the file goes on writing to what it was stored as. The name that a drop was given
  // stands for it for a minute, as one does that it was written to.
  private func settle(
    _ file: StagedFile, as target: StagedFile.Target, _ stored: StoreFile, _ status: FileStatus,
    writes: Int, _ move: Move, in directory: StoreDirectory
  ) {
    file.update { state in
      state.target = target
      state.store(stored, status, writes: writes)
      state.settle(at: clock.uptime)
    }
    staged.rename(file, to: move.newName, in: directory)
    if !target.isDrop { staged.release(file) }
  }

  private func rename(
    _ file: StoreFile, _ move: Move, to directory: StoreDirectory
  ) throws(TreeError) {
    let target = try self.target(move.newName, in: directory, path: move.newPath)
    let (stored, status) = try rename(file, move, to: target, in: directory)
    guard target.isDrop else { return }
    let drop = StagedFile(
      directory: directory, name: move.newName, target: target, content: newContent(),
      now: clock.now)
    settle(drop, as: target, stored, status, writes: 0, move, in: directory)
  }

  private func rename(
    _ file: StoreFile, _ move: Move, to target: StagedFile.Target, in directory: StoreDirectory
  ) throws(TreeError) -> (file: StoreFile, status: FileStatus) {
    switch target {
    case .scratch:
      throw TreeError(
        .notPermitted, move.newPath,
        "a scratch file is gone at unmount, and the capture with it; cp it")
    case .file(let newFile):
      try makeWay(for: move, in: directory)
      return (newFile, try self.move(file, to: newFile, move))
    case .drop(let app, let day, let name):
      try makeWay(for: move, in: directory)
      return try refile(file, in: app, day, name, move)
    }
  }

  private func move(
    _ file: StoreFile, to newFile: StoreFile, _ move: Move
  ) throws(TreeError) -> FileStatus {
    try atPath(move.path) { () throws(StoreError) in
      let before = try store.status(of: file)
      let status = try store.move(file, to: newFile, expecting: move.expectation)
      if let before { inodes.move(file, before.identity, to: newFile, status) }
      return status
    }
  }

  // Into an app's directory a capture is filed as a drop would be.
  private func refile(
    _ file: StoreFile, in app: AppPath, _ day: Day?, _ name: DropName, _ move: Move
  ) throws(TreeError) -> (file: StoreFile, status: FileStatus) {
    let bytes = try atPath(move.path) { () throws(StoreError) -> [UInt8] in
      guard let status = try store.status(of: file) else {
        throw StoreError(.notFound, path: move.path, message: "no such file or directory")
      }
      guard status.size <= configuration.maxProfile else {
        throw StoreError(
          .unavailable, path: move.path,
          message: "it has \(status.size) bytes; -o max_profile= sets the limit")
      }
      return try store.load(file, identity: status.identity).bytes()
    }
    let profile = try validated(bytes, move.path)
    let (filed, status) = try self.file(bytes, profile, in: app, day, name, move.newPath) {
      target throws(StoreError) in
      try store.move(file, to: target, expecting: .absent)
    }
    guard filed != file else { return (filed, status) }
    do throws(StoreError) {
      // Where equal bytes were there already, they are one capture.
      try store.delete(file)
    } catch {
      guard error.code == .notFound else { throw TreeError(error, at: move.path) }
    }
    return (filed, status)
  }

  private func rename(
    _ renamed: TreeDirectory, _ move: Move, to directory: StoreDirectory
  ) throws(TreeError) {
    // mv that has to copy an app comes upon it; it is computed anew wherever it is.
    if case (.merged, .app, "merged") = (renamed, directory, move.newName) { return }
    if !store.movesApps { try copy(renamed, move, to: directory) }
    guard case .store(.app(let app)) = renamed else {
      throw TreeError(
        .notPermitted, move.path, "only apps can be renamed: a day is its captures' time")
    }
    let target: AppPath? =
      switch directory {
      case .root: AppPath(move.newName)
      case .app(let parent): parent.appending(move.newName)
      case .day, .pinned: nil
      }
    guard let target else {
      throw TreeError(.invalid, move.newPath, "an app can't have this path")
    }
    let apps = try atPath(move.path) { () throws(StoreError) in
      try resolver.apps(atOrBelow: app)
    }
    guard apps.allSatisfy({ $0.moved(from: app, to: target) != nil }) else {
      throw TreeError(
        .invalid, move.newPath,
        "apps below it would be more than \(AppPath.maxDepth) levels deep; move it less deep")
    }
    try atPath(move.path) { () throws(StoreError) in
      if !move.replacing, try store.status(of: .app(target)) != nil {
        throw StoreError(.alreadyExists, path: "\(target)", message: "is there already")
      }
      try store.move(app, to: target)
    }
    inodes.move(app, to: target)
    staged.move(app, to: target)
  }

  // What such an mv comes upon besides, and has to copy too: a day of the same date, a `pinned`.
  private func copy(
    _ renamed: TreeDirectory, _ move: Move, to directory: StoreDirectory
  ) throws(TreeError) {
    guard case (.store(let source), .app) = (renamed, directory), source.name == move.newName
    else { return }
    switch source {
    case .root, .app: return
    case .day, .pinned:
      throw TreeError(
        .crossDevice, move.path, "an object store moves files one by one; mv does so")
    }
  }

  // The new name may be a scratch file's or for a minute a drop's, which the rename replaces, or one
  // that is being written.
  private func makeWay(for move: Move, in directory: StoreDirectory) throws(TreeError) {
    guard let file = try stagedFile(move.newName, in: directory, path: move.newPath) else { return }
    let state = file.update { $0 }
    guard state.target == .scratch || !state.isDirty else { throw .busy(move.newPath) }
    guard move.replacing else { throw TreeError(.exists, move.newPath, "is there already") }
    state.target == .scratch ? staged.remove(file) : staged.release(file)
  }
}
