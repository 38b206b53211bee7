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
    if let file = staged.file(name, in: source) {
      try rename(file, move, to: target)
    } else if case .directory(let renamed) = try node(named: name, in: parent) {
      try rename(renamed, move, to: target)
    } else {
      try rename(try storedFile(name, in: source, path: move.path), move, to: target)
    }
    pins.end(for: lineage(of: caller))
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

  // What is open on the file stays so, and what is written to it later is stored under the new name.
  private func rename(
    _ file: StagedFile, _ move: Move, to directory: StoreDirectory
  ) throws(TreeError) {
    let target = try self.target(move.newName, in: directory, path: move.newPath)
    try file.oneAtATime { () throws(TreeError) in
      let state = file.update { $0 }
      let (stored, status): (StoreFile, FileStatus)
      if case .stored(let present, _, _) = state.phase {
        (stored, status) = try rename(present, move, to: target, in: directory)
      } else {
        guard state.target == .scratch else {
          throw TreeError(.busy, move.path, "is still being written")
        }
        try makeWay(for: move, in: directory)
        if target == .scratch { return staged.rename(file, to: move.newName, in: directory) }
        (stored, status) = try commit(state.content, as: target, move)
      }
      let writes = if case .stored(_, _, let writes) = state.phase { writes } else { state.writes }
      file.update { $0.phase = .stored(stored, status, writes: writes) }
      staged.settle(file, as: target, named: move.newName, in: directory)
    }
  }

  private func commit(
    _ content: AnonymousFile, as target: StagedFile.Target, _ move: Move
  ) throws(TreeError) -> (StoreFile, FileStatus) {
    do throws(TreeError) {
      return try store(content, as: target, expecting: move.expectation, path: move.newPath)
    } catch {
      var failure = error
      if error.kind == .invalid { failure.isRoutine = false }
      if let app = target.app, failure.isAboutContent {
        events.countRejected(app, reason: failure.message)
      }
      throw failure
    }
  }

  private func rename(
    _ file: StoreFile, _ move: Move, to directory: StoreDirectory
  ) throws(TreeError) {
    let target = try self.target(move.newName, in: directory, path: move.newPath)
    _ = try rename(file, move, to: target, in: directory)
  }

  private func rename(
    _ file: StoreFile, _ move: Move, to target: StagedFile.Target, in directory: StoreDirectory
  ) throws(TreeError) -> (StoreFile, FileStatus) {
    switch target {
    case .scratch:
      throw TreeError(
        .notPermitted, move.newPath,
        "a scratch file is gone at unmount, and the capture with it; cp it")
    case .file(let newFile):
      try makeWay(for: move, in: directory)
      let status = try atPath(move.path) { () throws(StoreError) in
        try store.move(file, to: newFile, expecting: move.expectation)
      }
      return (newFile, status)
    case .drop(let app, let day, let name):
      try makeWay(for: move, in: directory)
      return try refile(file, in: app, day, name, move)
    }
  }

  // Into an app's directory a capture is filed as a drop would be.
  private func refile(
    _ file: StoreFile, in app: AppPath, _ day: Day?, _ name: DropName, _ move: Move
  ) throws(TreeError) -> (StoreFile, FileStatus) {
    let bytes = try atPath(move.path) { () throws(StoreError) -> [UInt8] in
      guard let status = try store.status(of: file) else {
        throw StoreError(.notFound, path: move.path, message: "no such file or directory")
      }
      return try store.load(file, identity: status.identity).bytes()
    }
    let profile: Profile
    do throws(ProfileError) {
      profile = try Profile(parsing: bytes, maxInflated: configuration.maxInflated)
      try profile.checkCapture()
    } catch {
      throw TreeError(error, at: move.path)
    }
    let filed = try self.file(bytes, profile, in: app, day, name, move.newPath)
    if filed.0 != file {
      try atPath(move.path) { () throws(StoreError) in try store.delete(file) }
    }
    return filed
  }

  private func rename(
    _ renamed: TreeDirectory, _ move: Move, to directory: StoreDirectory
  ) throws(TreeError) {
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
    let below = try atPath(move.path) { () throws(StoreError) in
      try resolver.apps(atOrBelow: app)
    }
    guard below.allSatisfy({ $0.moved(from: app, to: target) != nil }) else {
      throw TreeError(
        .invalid, move.newPath, "an app below would be more than \(AppPath.maxDepth) levels deep")
    }
    try atPath(move.path) { () throws(StoreError) in
      if !move.replacing, try store.status(of: .app(target)) != nil {
        throw StoreError(.alreadyExists, path: "\(target)", message: "is there already")
      }
      try store.move(app, to: target)
    }
    inodes.retire(.store(.app(target)))
    inodes.move(app, to: target)
    staged.move(app, to: target)
  }

  // The new name may be a scratch file's, which the rename replaces; a drop's, which has been filed;
  // or one that is being written.
  private func makeWay(for move: Move, in directory: StoreDirectory) throws(TreeError) {
    guard let file = staged.file(move.newName, in: directory) else { return }
    let (isScratch, isDirty) = file.update { ($0.target == .scratch, $0.isDirty) }
    guard isScratch || !isDirty else {
      throw TreeError(.busy, move.newPath, "is still being written")
    }
    guard move.replacing else { throw TreeError(.exists, move.newPath, "is there already") }
    if isScratch { staged.remove(file) } else { staged.release(file) }
  }
}
