import ProfileStore

extension ProfileTree {
  /// What stat(2) tells of an inode. A view has to be prepared first.
  public func attributes(of id: NodeID, prepared: PreparedView? = nil) throws(TreeError)
    -> TreeAttributes
  {
    guard let (node, inode) = inodes.record(of: id) else {
      throw TreeError(.stale, "", "inode \(id.rawValue) is gone")
    }
    if case .view(let view) = node {
      return attributes(of: view, size: prepared?.file.size ?? 0, inode: inode)
    }
    return try attributes(of: node, inode: inode)
  }

  /// Whether an inode's attributes can be told without asking the store.
  public func knowsAttributes(of id: NodeID) -> Bool {
    switch inodes.record(of: id)?.node {
    case .stored, .view, nil: true
    case .staged(let file): file.update { $0.content?.fitsInMemory(0, at: 0) ?? true }
    case .directory, .guide, .control: false
    }
  }

  /// Whether an inode is a directory.
  public func isDirectory(_ id: NodeID) -> Bool {
    if case .directory? = inodes.record(of: id)?.node { true } else { false }
  }

  /// How long what `attributes` told holds: not at all while a file is being written.
  public func attributesHold(of id: NodeID) -> Duration {
    inodes.record(of: id).map { attributesHold(of: $0.node) } ?? .zero
  }

  func attributesHold(of node: Node) -> Duration {
    switch node {
    case .stored: Limits.contentHold
    case .staged, .control: .zero
    case .view: .seconds(1)
    case .directory, .guide: Limits.nameHold
    }
  }

  /// Cuts or extends a file. Only what isn't stored yet can be, or through a handle that is open for
  /// writing.
  public func truncate(_ id: NodeID, handle: HandleID? = nil, to size: Int) throws(TreeError) {
    let node = try node(id)
    switch node {
    case .staged(let file):
      if handle == nil, case .stored = file.update({ $0.phase }) { throw .immutable(node.path) }
      try truncate(file, to: size)
    case .directory: throw TreeError(.isDirectory, node.path, "is a directory")
    case .stored: throw .immutable(node.path)
    case .view, .guide, .control: throw .computed(node.path)
    }
  }

  func attributes(of node: Node, inode: UInt64) throws(TreeError) -> TreeAttributes {
    switch node {
    case .directory(let directory):
      let status = try status(of: directory, path: directory.path)
      return TreeAttributes(
        inode: inode, isDirectory: true, size: 0, modified: status.modified,
        permissions: 0o777 & ~configuration.umask)
    case .stored(let file, let status):
      return attributes(of: file, status, inode: inode)
    case .view(let view): return attributes(of: view, size: 0, inode: inode)
    case .guide(let app):
      let status = try status(of: .merged(app), path: node.path)
      return readOnly(inode, size: WindowGuide.text.utf8.count, modified: status.modified)
    case .control(let file): return readOnly(inode, size: try size(of: file), modified: clock.now)
    case .staged(let file):
      return TreeAttributes(
        inode: inode, isDirectory: false, size: file.size,
        modified: file.update { $0.modified }, permissions: 0o666 & ~configuration.umask)
    }
  }

  func attributes(
    of file: StoreFile, _ status: FileStatus, inode: UInt64
  ) -> TreeAttributes {
    TreeAttributes(
      inode: inode, isDirectory: false, size: status.size, modified: file.modified(status),
      permissions: 0o666 & ~configuration.umask)
  }

  func attributes(of view: View, size: Int, inode: UInt64) -> TreeAttributes {
    readOnly(inode, size: size, modified: view.selection.modified)
  }

  /// The status of a directory; `notFound` when it isn't there.
  func status(of directory: TreeDirectory, path: String) throws(TreeError) -> DirectoryStatus {
    let stored: StoreDirectory
    switch directory {
    case .store(let directory): stored = directory
    case .merged(let app): stored = .app(app)
    // What happened can be read whatever happens to the store.
    case .control: return DirectoryStatus(modified: began, identity: Identity(high: 0, low: 0))
    }
    let status = try atPath(path) { () throws(StoreError) in try store.status(of: stored) }
    guard let status else { throw .nothingAt(path) }
    return status
  }

  private func readOnly(_ inode: UInt64, size: Int, modified: Timestamp) -> TreeAttributes {
    TreeAttributes(
      inode: inode, isDirectory: false, size: size, modified: modified, permissions: 0o444)
  }

  private func size(of file: ControlFile) throws(TreeError) -> Int {
    switch file {
    case .status: try statusText().count
    case .events: events.text.count
    }
  }
}

extension TreeError {
  static func immutable(_ path: String) -> TreeError {
    TreeError(
      .notPermitted, path,
      "a stored profile is immutable; replace it with cp -f, rm, or a rename over it")
  }

  static func computed(_ path: String) -> TreeError {
    TreeError(
      .notPermitted, path, "computed files can't be written; write captures to a day or an app")
  }
}
