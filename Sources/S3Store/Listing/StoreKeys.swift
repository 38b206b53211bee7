import ProfileStore

// Keys are the paths of the tree. They begin with the app and the time, so that a window is a range.
extension StoreDirectory {
  /// What the keys of everything in it begin with.
  var prefix: String { self == .root ? "" : "\(self)/" }

  /// The key of the object that makes an empty directory be there, and tells it from one of the same
  /// name that was removed. A name of its own, and not a key that ends in a slash: what servers that
  /// keep files make of those differs.
  var markerKey: String { prefix + StoreDirectory.markerName }

  /// A name that nothing in the tree can have.
  static let markerName = ".directory"

  /// The directory of a name in it; nil when it is none of the tree.
  func inner(_ name: String) -> StoreDirectory? {
    switch self {
    case .root: return AppPath(name).map(StoreDirectory.app)
    case .app(let app):
      if name == "pinned" { return .pinned(app) }
      return Day(name).map { .day(app, $0) } ?? app.appending(name).map(StoreDirectory.app)
    case .day, .pinned: return nil
    }
  }
}

extension StoreFile {
  /// The key of its object.
  var key: String { "\(self)" }
}
