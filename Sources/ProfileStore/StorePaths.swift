/// A directory of a store: the root, an app, and an app's days and `pinned`.
public enum StoreDirectory: Hashable, Sendable {
  case root
  case app(AppPath)
  case day(AppPath, Day)
  case pinned(AppPath)

  /// The app that it is, or belongs to; nil for the root.
  public var app: AppPath? {
    switch self {
    case .root: nil
    case .app(let app), .day(let app, _), .pinned(let app): app
    }
  }

  /// The directory that it is in; nil for the root.
  public var parent: StoreDirectory? {
    switch self {
    case .root: nil
    case .app(let app): app.parent.map(StoreDirectory.app) ?? .root
    case .day(let app, _), .pinned(let app): .app(app)
    }
  }

  /// The name in that directory; empty for the root.
  public var name: String { components.last ?? "" }

  /// The names on the way to it from the root.
  var components: [String] {
    switch self {
    case .root: []
    case .app(let app): app.components
    case .day(let app, let day): app.components + ["\(day)"]
    case .pinned(let app): app.components + ["pinned"]
    }
  }
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

  /// The instant that a capture is of; nil for a pinned file.
  var captureTime: Timestamp? {
    if case .capture(_, let name) = self { name.time } else { nil }
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
    components.joined(separator: "/")
  }
}

extension StoreFile: CustomStringConvertible {
  /// The path below the root: `sample/2024-10-12/09-30-00Z.pprof`.
  public var description: String { "\(directory)/\(fileName)" }
}
