import ProfileStore
import Synchronization

/// The inodes that the kernel knows, each with the number of look-ups that it hasn't forgotten yet.
/// Captures, of which there are many, are in rows of their own.
final class InodeTable: Sendable {
  fileprivate struct Record {
    var node: Node
    var key: NodeKey?
    var inode: UInt64
    var lookups: UInt64
  }

  fileprivate struct State {
    var captures = CaptureInodes()
    var records: [NodeID: Record] = [:]
    var ids: [NodeKey: NodeID] = [:]
    var last = NodeID.root.rawValue
    /// Captures that are records: they had another kind of name when they were looked up.
    var strays: Set<NodeID> = []
  }

  private let state: Mutex<State>

  init() {
    var state = State()
    state.records[.root] = Record(
      node: .directory(.store(.root)), key: nil, inode: NodeID.root.rawValue, lookups: 1)
    self.state = Mutex(state)
  }

  /// The inode of a key, made where it is new, and what it is; counts a look-up.
  func intern(_ key: NodeKey, _ node: Node) -> (id: NodeID, node: Node, inode: UInt64) {
    state.withLock { $0.intern(key, node) }
  }

  /// An inode of a view's own, with its st_ino, for a look-up that can't tell the size: the kernel
  /// must not learn that "size" of an inode that somebody else reads, whose true size it may just be
  /// learning. It goes by the order of requests, and would take the later look-up's word.
  func add(_ view: View) -> (id: NodeID, inode: UInt64) {
    state.withLock { state in
      state.last += 1
      let id = NodeID(rawValue: state.last)
      let key = NodeKey.view(view.name, view.selection.version)
      let inode = key.inode(fallback: id)
      state.records[id] = Record(node: .view(view), key: nil, inode: inode, lookups: 1)
      return (id, inode)
    }
  }

  /// The inode of a stored file, made where it is new, with its st_ino; counts a look-up.
  func intern(_ file: StoreFile, _ status: FileStatus) -> (id: NodeID, inode: UInt64) {
    state.withLock { state in
      if case .capture(let app, let name) = file, !state.isStray(file, status.identity) {
        return state.captures.intern(name, of: app, status)
      }
      let (id, _, inode) = state.intern(.stored(file, status.identity), .stored(file, status))
      return (id, inode)
    }
  }

  /// What an inode is, with its st_ino; nil once the kernel has forgotten it.
  func record(of id: NodeID) -> (node: Node, inode: UInt64)? {
    state.withLock { state in
      if let capture = state.captures.record(of: id) {
        return (.stored(capture.file, capture.status), capture.inode)
      }
      return state.records[id].map { ($0.node, $0.inode) }
    }
  }

  /// Takes back look-ups; an inode without any is gone.
  func forget(_ id: NodeID, lookups: UInt64) {
    state.withLock { state in
      if state.captures.forget(id, lookups: lookups) { return }
      guard id != .root, var record = state.records[id] else { return }
      record.lookups -= min(lookups, record.lookups)
      state.records[id] = record.lookups == 0 ? nil : record
      guard record.lookups == 0 else { return }
      state.strays.remove(id)
      if let key = record.key { state.release(key, of: id) }
    }
  }

  /// A removed directory's inode is dead to the kernel; if the name comes back, it is another inode,
  /// also where the store can't tell the two directories apart.
  func retire(_ id: NodeID) {
    state.withLock { state in
      guard let key = state.records[id]?.key else { return }
      state.release(key, of: id)
      state.records[id]!.key = nil
    }
  }

  /// A view took up another version before anybody saw the one that it was looked up as.
  func rebound(_ id: NodeID) {
    state.withLock { state in
      guard let record = state.records[id], case .view(let view) = record.node else { return }
      let key = NodeKey.view(view.name, view.selection.version)
      state.records[id]!.inode = key.inode(fallback: id)
    }
  }

  /// What was written anew is another file, in the inode under which it was opened.
  func rewritten(_ id: NodeID, as file: StagedFile) {
    state.withLock { state in
      state.replace(id, with: .staged(file), .staged(ObjectIdentifier(file)))
    }
  }

  /// A stored file got another name. The kernel keeps the inode, and who compares it with what is open
  /// under the new name finds the same.
  func move(_ file: StoreFile, _ identity: Identity, to target: StoreFile, _ status: FileStatus) {
    state.withLock { state in
      if case .capture(let app, let name) = file,
        let id = state.captures.id(of: name, of: app, identity)
      {
        if case .capture(let app, let name) = target {
          return state.captures.rename(id, to: name, of: app, status)
        }
        return state.moveOut(id, to: target, status)
      }
      guard let id = state.ids[.stored(file, identity)], let record = state.records[id] else {
        return
      }
      state.replace(id, with: .stored(target, status), .stored(target, status.identity))
      state.records[id]!.inode = record.inode
    }
  }

  /// Gives what lies below an app the app's new path. The kernel keeps the inodes.
  func move(_ app: AppPath, to target: AppPath) {
    state.withLock { state in
      state.captures.move(app, to: target)
      for (id, record) in state.records {
        guard let (node, key) = record.moved(from: app, to: target) else { continue }
        state.replace(id, with: node, key)
        state.records[id]!.inode = record.inode
      }
    }
  }

  /// How many inodes there are.
  var count: Int { state.withLock { $0.captures.count + $0.records.count } }
}

extension InodeTable.State {
  fileprivate mutating func intern(
    _ key: NodeKey, _ node: Node
  ) -> (id: NodeID, node: Node, inode: UInt64) {
    if let id = ids[key], let record = records[id] {
      records[id]!.lookups += 1
      return (id, record.node, record.inode)
    }
    last += 1
    let id = NodeID(rawValue: last)
    let inode = key.inode(fallback: id)
    ids[key] = id
    records[id] = InodeTable.Record(node: node, key: key, inode: inode, lookups: 1)
    return (id, node, inode)
  }

  // A capture that became another kind of file keeps its number, beyond the rows.
  fileprivate mutating func moveOut(_ id: NodeID, to target: StoreFile, _ status: FileStatus) {
    guard let (inode, lookups) = captures.remove(id) else { return }
    records[id] = InodeTable.Record(
      node: .stored(target, status), key: nil, inode: inode, lookups: lookups)
    replace(id, with: .stored(target, status), .stored(target, status.identity))
    records[id]!.inode = inode
  }

  fileprivate func isStray(_ file: StoreFile, _ identity: Identity) -> Bool {
    !strays.isEmpty && ids[.stored(file, identity)] != nil
  }

  fileprivate mutating func release(_ key: NodeKey, of id: NodeID) {
    if ids[key] == id { ids[key] = nil }
  }

  // Where another inode has the key already, this one is a second inode of the same thing.
  fileprivate mutating func replace(_ id: NodeID, with node: Node, _ key: NodeKey) {
    guard var record = records[id] else { return }
    if let old = record.key { release(old, of: id) }
    let isFree = ids[key] == nil
    if isFree { ids[key] = id }
    record.node = node
    record.key = isFree ? key : nil
    record.inode = key.inode(fallback: id)
    records[id] = record
    if case .stored(.capture, _) = node { strays.insert(id) } else { strays.remove(id) }
  }
}

extension InodeTable.Record {
  // Views and guides are looked up anew: their names hold for no time at all.
  fileprivate func moved(from app: AppPath, to target: AppPath) -> (Node, NodeKey)? {
    switch (node, key) {
    case (.directory(.store(let directory)), .directory(_, let identity)?):
      guard let moved = directory.moved(from: app, to: target) else { return nil }
      return (.directory(.store(moved)), .directory(.store(moved), identity))
    case (.directory(.merged(let path)), .directory(_, let identity)?):
      guard let moved = path.moved(from: app, to: target) else { return nil }
      return (.directory(.merged(moved)), .directory(.merged(moved), identity))
    case (.stored(let file, let status), .stored(_, let identity)?):
      guard let moved = file.moved(from: app, to: target) else { return nil }
      return (.stored(moved, status), .stored(moved, identity))
    default: return nil
    }
  }
}
