/// A directory of a store.
public enum StoreDirectory: Hashable, Sendable {
  case root
  case app(AppPath)
  case day(AppPath, Day)
  case pinned(AppPath)
}

/// A file of a store: what is kept, byte for byte.
public enum StoreFile: Hashable, Sendable {
  case capture(AppPath, CaptureName)
  case pinned(AppPath, PinnedName)

  /// The app that the file belongs to.
  public var app: AppPath {
    switch self {
    case .capture(let app, _), .pinned(let app, _): app
    }
  }

  /// The directory that the file is in.
  public var directory: StoreDirectory {
    switch self {
    case .capture(let app, let name): .day(app, name.day)
    case .pinned(let app, _): .pinned(app)
    }
  }

  /// The name in that directory.
  public var fileName: String {
    switch self {
    case .capture(_, let name): name.fileName
    case .pinned(_, let name): name.fileName
    }
  }
}

extension StoreDirectory: CustomStringConvertible {
  /// The path below the root: empty for the root, `sample/2024-10-12` for a day.
  public var description: String {
    switch self {
    case .root: ""
    case .app(let app): "\(app)"
    case .day(let app, let day): "\(app)/\(day)"
    case .pinned(let app): "\(app)/pinned"
    }
  }
}

extension StoreFile: CustomStringConvertible {
  /// The path below the root: `sample/2024-10-12/09-30-00Z.pprof`.
  public var description: String { "\(directory)/\(fileName)" }
}
