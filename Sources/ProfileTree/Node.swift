import Pprof
import ProfileStore

/// A directory of the tree: one of the store's, or one that is computed.
enum TreeDirectory: Hashable, Sendable {
  case store(StoreDirectory)
  case merged(AppPath)
  case control

  /// The path below the mount point.
  var path: String {
    switch self {
    case .store(let directory): directory.description
    case .merged(let app): "\(app)/merged"
    case .control: ".pgofs"
    }
  }

  /// The path of a name in it.
  func path(of name: String) -> String { path.isEmpty ? name : "\(path)/\(name)" }
}

/// The files of `.pgofs`.
enum ControlFile: String, CaseIterable, Sendable {
  case status = "status.json"
  case events = "events.log"
}

/// What an inode is.
enum Node: Sendable {
  case directory(TreeDirectory)
  case stored(StoreFile, FileStatus)
  case view(View)
  case guide(AppPath)
  case control(ControlFile)
  case staged(StagedFile)

  /// The path below the mount point, as far as the node knows it.
  var path: String {
    switch self {
    case .directory(let directory): directory.path
    case .stored(let file, _): file.description
    case .view(let view): view.name.description
    case .guide(let app): TreeDirectory.merged(app).path(of: "README")
    case .control(let file): TreeDirectory.control.path(of: file.rawValue)
    case .staged(let file): file.path
    }
  }
}

/// What makes an inode the same one: an immutable content under a name.
enum NodeKey: Hashable, Sendable {
  case directory(TreeDirectory, Identity)
  case stored(StoreFile, Identity)
  case view(View.Name, Fingerprint)
  case guide(AppPath)
  case control(ControlFile)
  case staged(ObjectIdentifier)

  /// A number for stat(2), equal wherever the key is. The kernel itself tells inodes apart by NodeID.
  func inode(fallback: NodeID) -> UInt64 {
    var hash = Fingerprint()
    switch self {
    case .directory(let directory, let identity):
      hash.update(directory.path.utf8)
      hash.update(identity.high)
      hash.update(identity.low)
    case .stored(let file, let identity):
      hash.update(file.description.utf8)
      hash.update(identity.high)
      hash.update(identity.low)
    case .view(let name, let version):
      hash.update(name.description.utf8)
      hash.update(version.description.utf8)
    case .guide(let app): hash.update("\(app)/merged/README".utf8)
    case .control(let file): hash.update(file.rawValue.utf8)
    case .staged: hash.update(fallback.rawValue)
    }
    return hash.inode
  }
}

extension Fingerprint {
  /// A number for stat(2): one that no directory entry of `.` or `..` has.
  var inode: UInt64 { bits | 1 << 63 }
}
