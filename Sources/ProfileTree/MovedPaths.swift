import ProfileStore

// When an app gets another path, so does all that lies below it.

extension AppPath {
  /// This path with the app's new place in front; nil when it isn't below the app, or gets too deep.
  func moved(from app: AppPath, to target: AppPath) -> AppPath? {
    guard app.contains(self) else { return nil }
    return AppPath(components: target.components + components.dropFirst(app.components.count))
  }
}

extension StoreDirectory {
  func moved(from app: AppPath, to target: AppPath) -> StoreDirectory? {
    switch self {
    case .root: nil
    case .app(let path): path.moved(from: app, to: target).map { .app($0) }
    case .day(let path, let day): path.moved(from: app, to: target).map { .day($0, day) }
    case .pinned(let path): path.moved(from: app, to: target).map { .pinned($0) }
    }
  }
}

extension StoreFile {
  func moved(from app: AppPath, to target: AppPath) -> StoreFile? {
    guard let path = self.app.moved(from: app, to: target) else { return nil }
    return switch self {
    case .capture(_, let name): .capture(path, name)
    case .pinned(_, let name): .pinned(path, name)
    }
  }
}

extension StagedFile.Target {
  func moved(from app: AppPath, to target: AppPath) -> StagedFile.Target {
    switch self {
    case .scratch: self
    case .file(let file): .file(file.moved(from: app, to: target) ?? file)
    case .drop(let path, let day, let name):
      .drop(path.moved(from: app, to: target) ?? path, day, name)
    }
  }
}

extension StagedFile.State {
  mutating func move(_ app: AppPath, to newApp: AppPath) {
    directory = directory.moved(from: app, to: newApp) ?? directory
    target = target.moved(from: app, to: newApp)
    if case .stored(let file, let status, let writes) = phase {
      phase = .stored(file.moved(from: app, to: newApp) ?? file, status, writes: writes)
    }
  }
}
