import ProfileStore

extension ProfileTree {
  /// What a name in a directory stands for. `notFound` where it stands for nothing, `invalid` where it
  /// is of the form of a name of ours and doesn't parse.
  public func lookup(
    _ name: String, in parent: NodeID, caller: CallingThread
  ) throws(TreeError) -> TreeEntry {
    let directory = try directory(parent)
    let path = directory.path(of: name)
    switch directory {
    case .control:
      guard let file = ControlFile(rawValue: name) else { throw .nothingAt(path) }
      return try entry(.control(file), key: .control(file))
    case .merged(let app):
      return try lookupMerged(name, of: app, path: path, caller: caller)
    case .store(let directory):
      if let file = try stagedFile(name, in: directory, path: path) { return try entry(of: file) }
      return try lookupStored(name, in: directory, path: path)
    }
  }

  /// The kernel forgets look-ups of an inode.
  public func forget(_ node: NodeID, lookups: UInt64) {
    inodes.forget(node, lookups: lookups)
  }

  private func lookupStored(
    _ name: String, in directory: StoreDirectory, path: String
  ) throws(TreeError) -> TreeEntry {
    let parsed: EntryName
    do throws(NameError) {
      parsed = try EntryName.parse(name, in: directory.place)
    } catch {
      // A name that nothing here can have isn't there; one of our form that can't exist is an error.
      throw error.rule == .notAllowed ? .nothingAt(path) : TreeError(error, at: path)
    }
    switch (directory, parsed) {
    case (.root, .control): return try entry(ofDirectory: .control, path: path)
    case (.root, .app(let name)):
      guard let app = AppPath(name) else { throw .nothingAt(path) }
      return try entry(ofDirectory: .store(.app(app)), path: path)
    case (.app(let parent), .appOrDrop(let name, _)):
      guard let app = parent.appending(name) else { throw .nothingAt(path) }
      return try entry(ofDirectory: .store(.app(app)), path: path)
    case (.app(let app), .day(let day)):
      return try entry(ofDirectory: .store(.day(app, day)), path: path)
    case (.app(let app), .merged): return try entry(ofDirectory: .merged(app), path: path)
    case (.app(let app), .pinned):
      return try entry(ofDirectory: .store(.pinned(app)), path: path)
    case (.day(let app, _), .capture(let capture)):
      return try entry(ofStored: .capture(app, capture), path: path)
    case (.pinned(let app), .pinnedProfile(let name)):
      return try entry(ofStored: .pinned(app, name), path: path)
    default: throw .nothingAt(path)
    }
  }

  private func entry(ofStored file: StoreFile, path: String) throws(TreeError) -> TreeEntry {
    guard
      let status = try atPath(path, { () throws(StoreError) in try store.status(of: file) })
    else { throw .nothingAt(path) }
    return entry(of: file, status)
  }

  func entry(of file: StoreFile, _ status: FileStatus) -> TreeEntry {
    let (id, inode) = inodes.intern(file, status)
    return TreeEntry(
      node: id, attributes: attributes(of: file, status, inode: inode),
      attributesHold: Limits.contentHold, entryHold: Limits.nameHold)
  }

  func entry(ofDirectory directory: TreeDirectory, path: String) throws(TreeError) -> TreeEntry {
    let status = try self.status(of: directory, path: path)
    let key = NodeKey.directory(directory, status.identity)
    return try entry(.directory(directory), key: key)
  }

  private func lookupMerged(
    _ name: String, of app: AppPath, path: String, caller: CallingThread
  ) throws(TreeError) -> TreeEntry {
    guard name.utf8.count <= Limits.nameBytes else {
      throw TreeError(NameError.tooLong(name), at: path)
    }
    guard let parsed = try mergedName(name, path: path) else { throw .nothingAt(path) }
    switch parsed {
    case .readme: return try entry(.guide(app), key: .guide(app))
    case .notOffered: throw .nothingAt(path)
    case .view(let window, let format):
      return try lookupView(
        View.Name(app: app, fileName: name), window, format, path: path, caller: caller)
    }
  }

  private func lookupView(
    _ name: View.Name, _ window: Window, _ format: ViewFormat, path: String, caller: CallingThread
  ) throws(TreeError) -> TreeEntry {
    guard let pins else {
      return entry(of: try newestView(name, window, format, path: path)).entry
    }
    let process = process(of: caller)
    let pinned = pinnedView(name, process, caller, pins)
    let view = if let pinned { pinned } else { try newestView(name, window, format, path: path) }
    let (entry, known) = entry(of: view)
    let seen = pins.lookedUp(known, by: process, now: clock.uptime)
    guard seen !== known else { return entry }
    inodes.forget(entry.node, lookups: 1)
    return self.entry(of: seen).entry
  }

  // Most who have a pin have it themselves, and where nobody has one no ancestor needs to be asked.
  private func pinnedView(
    _ name: View.Name, _ process: [ProcessIdentity]?, _ caller: CallingThread, _ pins: Pins
  ) -> View? {
    if let view = pins.view(for: name, lineage: process, now: clock.uptime) { return view }
    guard process != nil, pins.count > 0, let lineage = lineage(of: caller) else { return nil }
    return pins.view(for: name, lineage: lineage, now: clock.uptime)
  }

  private func newestView(
    _ name: View.Name, _ window: Window, _ format: ViewFormat, path: String
  ) throws(TreeError) -> View {
    let selection = try atPath(path) { () throws(StoreError) in
      try resolver.resolve(window, of: name.app, as: format)
    }
    if selection.captures.isEmpty, format != .txt { throw .emptyWindow(path, selection.span) }
    return View(name: name, window: window, format: format, selection: selection)
  }

  /// The staged file that a name stands for. A drop's name ends with its capture.
  func stagedFile(
    _ name: String, in directory: StoreDirectory, path: String
  ) throws(TreeError) -> StagedFile? {
    guard let file = staged.file(name, in: directory) else { return nil }
    guard case .stored(let stored, let status, _) = file.update({ $0.phase }) else { return file }
    let present = try atPath(path) { () throws(StoreError) in try store.status(of: stored) }
    if present?.identity == status.identity { return file }
    staged.release(file)
    return nil
  }

  func mergedName(_ name: String, path: String) throws(TreeError) -> MergedName? {
    do throws(WindowError) {
      return try MergedName.parse(name)
    } catch {
      throw TreeError(.invalid, path, error.message)
    }
  }

  // Once its size is known, a version is one inode, whose view stands in for others of the version.
  private func entry(of view: View) -> (entry: TreeEntry, view: View) {
    guard let size = revealedSize(of: view) else {
      let (id, inode) = inodes.add(view)
      let entry = TreeEntry(
        node: id, attributes: attributes(of: view, size: 0, inode: inode),
        attributesHold: .zero, entryHold: .zero)
      return (entry, view)
    }
    let (id, node, inode) = inodes.intern(.view(view.name, view.selection.version), .view(view))
    guard case .view(let known) = node else { preconditionFailure("a view's key names a view") }
    let entry = TreeEntry(
      node: id, attributes: attributes(of: known, size: size, inode: inode),
      attributesHold: .seconds(1), entryHold: .zero)
    return (entry, known)
  }

  private func revealedSize(of view: View) -> Int? {
    if let size = view.size { return size }
    let key = view.key
    guard case .file(let file)? = views.result(for: key), view.reveal(key, size: file.size) else {
      return nil
    }
    return file.size
  }

  func entry(of file: StagedFile) throws(TreeError) -> TreeEntry {
    var entry = try entry(.staged(file), key: .staged(ObjectIdentifier(file)))
    entry.entryHold = .zero
    return entry
  }

  private func entry(_ node: Node, key: NodeKey) throws(TreeError) -> TreeEntry {
    let (id, node, inode) = inodes.intern(key, node)
    do throws(TreeError) {
      return TreeEntry(
        node: id, attributes: try attributes(of: node, inode: inode),
        attributesHold: attributesHold(of: node), entryHold: Limits.nameHold)
    } catch {
      inodes.forget(id, lookups: 1)
      throw error
    }
  }
}

extension StoreDirectory {
  /// Which names can stand in it.
  var place: EntryName.Place {
    switch self {
    case .root: .root
    case .app: .app
    case .day(_, let day): .day(day)
    case .pinned: .pinned
    }
  }
}

extension TreeError {
  static func nothingAt(_ path: String) -> TreeError {
    TreeError(.notFound, path, "no such file or directory")
  }

  static func emptyWindow(_ path: String, _ span: Range<Timestamp>) -> TreeError {
    let txt = path.split(separator: ".").dropLast().joined(separator: ".") + ".txt"
    return TreeError(
      .notFound, path,
      "the window holds no capture: \(span.lowerBound) to \(span.upperBound); cat \(txt) says why")
  }
}
