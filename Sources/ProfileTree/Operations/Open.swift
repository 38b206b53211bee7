import ProfileStore
import SystemPackage

extension ProfileTree {
  /// Opens a file. A view has to be prepared first.
  public func open(
    _ id: NodeID, _ mode: OpenMode, prepared: PreparedView? = nil, caller: CallingThread
  ) throws(TreeError) -> OpenedFile {
    let node = try node(id)
    switch node {
    case .directory: throw TreeError(.isDirectory, node.path, "is a directory")
    case .stored(let file, let status):
      guard !mode.writes, !mode.truncates else { throw .immutable(node.path) }
      return try opened(file, status.identity)
    case .view(let view):
      guard !mode.writes, !mode.truncates else { throw .computed(node.path) }
      guard let prepared else { throw TreeError(.failed, node.path, "the view wasn't prepared") }
      pins?.opened(view, by: process(of: caller), now: clock.uptime)
      prepared.file.opened()
      return opened(.computed(prepared.file, path: node.path), .keep)
    case .guide:
      guard !mode.writes, !mode.truncates else { throw .computed(node.path) }
      return opened(.text(Array(WindowGuide.text.utf8)), .keep)
    case .control(let file):
      guard !mode.writes, !mode.truncates else { throw .computed(node.path) }
      return opened(file == .events ? .events : .text(try statusText()), .none)
    case .staged(let file): return try open(file, mode, id)
    }
  }

  /// Whether an inode can't be opened so, whatever is in it: known before anything is computed.
  public func mustRefuse(_ id: NodeID, _ mode: OpenMode) -> TreeError? {
    guard mode.writes || mode.truncates, case .view(let view)? = inodes.record(of: id)?.node
    else { return nil }
    return .computed(view.name.description)
  }

  /// Makes a file and opens it for writing.
  public func create(
    _ name: String, in parent: NodeID
  ) throws(TreeError) -> (entry: TreeEntry, file: OpenedFile) {
    let directory = try directory(parent)
    let path = directory.path(of: name)
    guard case .store(let directory) = directory else { throw .computed(path) }
    let target = try self.target(name, in: directory, path: path)
    let content = newContent()
    let file = StagedFile(
      directory: directory, name: name, target: target, content: content, now: clock.now)
    file.update { $0.writers = 1 }
    guard staged.insert(file) else {
      throw staged.file(name, in: directory) == nil
        ? TreeError(.noSpace, path, "\(Limits.stagedFiles) files are being written already")
        : TreeError(.exists, path, "is being written already")
    }
    let caching: OpenedFile.Caching = target == .scratch ? .ordinary : .none
    return (try entry(of: file), opened(.staged(file, content, writes: true), caching))
  }

  /// What a name names in a directory; an error where nothing can have it.
  func entryName(
    _ name: String, in directory: StoreDirectory, path: String
  ) throws(TreeError) -> EntryName {
    do throws(NameError) {
      return try EntryName.parse(name, in: directory.place)
    } catch {
      throw TreeError(error, at: path)
    }
  }

  /// What a name in a directory makes of what is written to it; an error where nothing can be.
  func target(
    _ name: String, in directory: StoreDirectory, path: String
  ) throws(TreeError) -> StagedFile.Target {
    if directory == .root {
      throw TreeError(
        .notPermitted, path, "files belong into an app: mkdir an app and write there")
    }
    switch (directory, try entryName(name, in: directory, path: path)) {
    case (_, .scratch): return .scratch
    case (.app(let app), .drop(let drop)), (.app(let app), .appOrDrop(_, let drop)):
      return .drop(app, nil, drop)
    case (.day(let app, let day), .drop(let drop)): return .drop(app, day, drop)
    case (.day(let app, _), .capture(let capture)): return .file(.capture(app, capture))
    case (.pinned(let app), .pinnedProfile(let pinned)): return .file(.pinned(app, pinned))
    default: throw TreeError(.invalid, path, "that is the name of a directory: mkdir makes it")
    }
  }

  func opened(_ file: OpenFile, _ caching: OpenedFile.Caching) -> OpenedFile {
    var opened = OpenedFile(handle: handles.insert(file), caching: caching, flushes: false)
    switch file {
    case .staged(_, _, writes: true): opened.flushes = true
    case .computed(let computed, _): opened.descriptor = computed.descriptor
    case .staged, .stored, .text, .events: break
    }
    return opened
  }

  // A name that changed hands since it was looked up is `stale`: the kernel then looks it up again.
  private func opened(
    _ file: StoreFile, _ identity: Identity, _ caching: OpenedFile.Caching = .keep
  ) throws(TreeError) -> OpenedFile {
    do throws(StoreError) {
      guard !replaced.contains(identity, of: file, at: clock.uptime) else {
        throw StoreError(.changed, path: "\(file)", message: "it was replaced")
      }
      let content = try builder.reader.contents.load(file, identity: identity)
      return opened(.stored(content, path: file.description), caching)
    } catch {
      let kind = error.code == .notFound ? StoreError.Code.changed : error.code
      throw TreeError(StoreError(kind, path: error.path, message: error.message), at: "\(file)")
    }
  }

  private func open(
    _ file: StagedFile, _ mode: OpenMode, _ id: NodeID
  ) throws(TreeError) -> OpenedFile {
    let state = file.update { $0 }
    if state.target == .scratch { return try openScratch(file, mode) }
    guard case .stored(let stored, let status, _) = state.phase else { throw .busy(state.path) }
    // Uncached: a drop of the same name would cut short what the kernel reads of the inode.
    guard mode.writes || mode.truncates else {
      return try opened(stored, status.identity, .none)
    }
    guard mode.truncates, state.target.isDrop else { throw .immutable(state.path) }
    return try rewrite(file, id)
  }

  private func openScratch(_ file: StagedFile, _ mode: OpenMode) throws(TreeError) -> OpenedFile {
    if mode.truncates { try truncate(file, to: 0) }
    let content = file.update { state in
      if mode.writes, state.content != nil { state.writers += 1 }
      return state.content
    }
    guard let content else { throw .nothingAt(file.path) }
    return opened(.staged(file, content, writes: mode.writes), .ordinary)
  }

  // A dropped name is written again within its minute: another drop. The handles that are still open
  // on the first one keep it.
  private func rewrite(_ old: StagedFile, _ id: NodeID) throws(TreeError) -> OpenedFile {
    let state = old.update { $0 }
    let content = newContent()
    let file = StagedFile(
      directory: state.directory, name: state.name, target: state.target, content: content,
      now: clock.now)
    file.update { $0.writers = 1 }
    guard !state.isDirty, staged.replace(old, with: file) else { throw .busy(state.path) }
    inodes.rewritten(id, as: file)
    return opened(.staged(file, content, writes: true), .none)
  }

  func newContent() -> StagedContent { StagedContent(in: configuration.cacheDirectory) }
}

extension TreeError {
  static func busy(_ path: String) -> TreeError {
    TreeError(.busy, path, "is still being written; try again when its writer has closed it")
  }
}
