import ProfileStore

extension ProfileTree {
  /// Makes an app, a day or an app's `pinned`.
  public func makeDirectory(_ name: String, in parent: NodeID) throws(TreeError) -> TreeEntry {
    let directory = try directory(parent)
    let path = directory.path(of: name)
    let made = try newDirectory(name, in: directory, path: path)
    if case .store(let directory) = directory, staged.file(name, in: directory) != nil {
      throw TreeError(.exists, path, "a file of this name is being written, or was a minute ago")
    }
    try atPath(path) { () throws(StoreError) in try store.make(made) }
    return try entry(ofDirectory: .store(made), path: path)
  }

  /// Removes an empty directory. `merged` holds nothing, so it always can be removed: what was
  /// computed is forgotten, and it is there again when it is looked up.
  public func removeDirectory(_ name: String, in parent: NodeID) throws(TreeError) {
    let directory = try directory(parent)
    let path = directory.path(of: name)
    let entry = try lookup(name, in: parent, caller: .unseen)
    defer { inodes.forget(entry.node, lookups: 1) }
    guard case .directory(let removed) = try node(entry.node) else {
      throw TreeError(.notDirectory, path, "not a directory")
    }
    switch removed {
    case .control: throw TreeError(.notPermitted, path, "the mount needs it")
    case .merged: views.forget()
    case .store(let stored):
      guard staged.scratch(in: stored).isEmpty else {
        throw TreeError(.notEmpty, path, "holds scratch files; ls -a shows them")
      }
      try atPath(path) { () throws(StoreError) in try store.remove(stored) }
    }
    inodes.retire(entry.node)
  }

  /// Removes a name. A capture and a pinned profile are deleted from the store; of what was computed
  /// only the result is forgotten, so that removing a whole tree works and deletes no capture twice.
  public func unlink(_ name: String, in parent: NodeID, caller: CallingThread) throws(TreeError) {
    let directory = try directory(parent)
    let path = directory.path(of: name)
    switch directory {
    case .control: throw TreeError(.notPermitted, path, "the mount needs it")
    case .merged(let app):
      if case .view(let window, let format)? = try mergedName(name, path: path) {
        forget(window, of: app, as: format)
      }
    case .store(let directory):
      let isDeleted: Bool
      if let file = try stagedFile(name, in: directory, path: path) {
        isDeleted = try remove(file, path)
      } else {
        try delete(try storedFile(name, in: directory, path: path), path)
        isDeleted = true
      }
      if isDeleted { endPins(of: caller) }
    }
  }

  // Whether it was stored, by now.
  private func remove(_ file: StagedFile, _ path: String) throws(TreeError) -> Bool {
    try file.oneAtATime { () throws(TreeError) in
      let isStored: Bool
      if case .stored(let stored, _, _) = file.update({ $0.phase }) {
        try delete(stored, path)
        isStored = true
      } else {
        isStored = false
      }
      staged.remove(file)
      return isStored
    }
  }

  /// The file of the store that a name stands for, whether or not it is there.
  func storedFile(
    _ name: String, in directory: StoreDirectory, path: String
  ) throws(TreeError) -> StoreFile {
    guard directory != .root, case .file(let file) = try target(name, in: directory, path: path)
    else { throw .nothingAt(path) }
    return file
  }

  private func delete(_ file: StoreFile, _ path: String) throws(TreeError) {
    try atPath(path) { () throws(StoreError) in try store.delete(file) }
  }

  private func forget(_ window: Window, of app: AppPath, as format: ViewFormat) {
    guard let selection = try? resolver.resolve(window, of: app, as: format) else { return }
    views.forget(ViewCache.Key(version: selection.version, format: format))
  }

  private func newDirectory(
    _ name: String, in directory: TreeDirectory, path: String
  ) throws(TreeError) -> StoreDirectory {
    guard case .store(let parent) = directory else { throw .computed(path) }
    switch parent {
    case .day, .pinned:
      throw TreeError(.notPermitted, path, "directories are made in the root and in apps only")
    case .root, .app: break
    }
    switch (parent, try entryName(name, in: parent, path: path)) {
    case (.root, .app(let name)):
      if let app = AppPath(name) { return .app(app) }
    case (.app(let app), .appOrDrop(let name, _)):
      if let child = app.appending(name) { return .app(child) }
      throw TreeError(.invalid, path, "apps nest at most \(AppPath.maxDepth) deep")
    case (.app(let app), .day(let day)): return .day(app, day)
    case (.app(let app), .pinned): return .pinned(app)
    case (_, .merged), (_, .control): throw TreeError(.exists, path, "is there already")
    case (_, .scratch):
      throw TreeError(.notPermitted, path, "names that begin with a dot are of scratch files only")
    default: break
    }
    throw TreeError(
      .invalid, path,
      "an app is named with up to 128 letters, digits and . _ -, a day YYYY-MM-DD")
  }
}
