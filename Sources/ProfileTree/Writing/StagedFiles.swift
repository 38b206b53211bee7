import ProfileStore
import Synchronization

/// The names that resolve to files that aren't stored: scratch files, files being written, and for a
/// minute the names of drops.
final class StagedFiles: Sendable {
  private struct Key: Hashable {
    let directory: StoreDirectory
    let name: String
  }

  private let files = Mutex<[Key: StagedFile]>([:])
  private let clock: any TreeClock

  init(clock: any TreeClock) { self.clock = clock }

  /// The file that a name stands for. A drop's name stands for it until its minute is over.
  func file(_ name: String, in directory: StoreDirectory) -> StagedFile? {
    let key = Key(directory: directory, name: name)
    return files.withLock { files in
      guard let file = files[key] else { return nil }
      if isOver(file) {
        files[key] = nil
        return nil
      }
      return file
    }
  }

  /// Gives a file its name. False when the name is taken or there are too many.
  func insert(_ file: StagedFile) -> Bool {
    let (directory, name) = file.update { ($0.directory, $0.name) }
    let key = Key(directory: directory, name: name)
    return files.withLock { files in
      if files.count >= Limits.stagedFiles { files = files.filter { !isOver($0.value) } }
      guard files.count < Limits.stagedFiles, files[key].map(isOver) ?? true else { return false }
      files[key] = file
      return true
    }
  }

  /// Takes a file's name away. What is open on it stays open.
  func remove(_ file: StagedFile) {
    file.update { $0.isNamed = false }
    release(file)
  }

  /// Leaves the name to the stored file. What is open on the staged one stays open, and may store
  /// again.
  func release(_ file: StagedFile) {
    let (directory, name) = file.update { ($0.directory, $0.name) }
    let key = Key(directory: directory, name: name)
    files.withLock { files in
      if files[key] === file { files[key] = nil }
    }
  }

  /// Gives a scratch file another name, which is free.
  func rename(_ file: StagedFile, to name: String, in directory: StoreDirectory) {
    release(file)
    file.update { state in
      state.name = name
      state.directory = directory
    }
    files.withLock { $0[Key(directory: directory, name: name)] = file }
  }

  /// Gives a file that a rename stored its new name, which is left to the stored file; a drop's name
  /// stands for it a little longer.
  func settle(
    _ file: StagedFile, as target: StagedFile.Target, named name: String,
    in directory: StoreDirectory
  ) {
    release(file)
    var isDrop = false
    if case .drop = target { isDrop = true }
    file.update { state in
      state.directory = directory
      state.name = name
      state.target = target
      state.storedAt = isDrop ? clock.uptime : nil
    }
    if isDrop { files.withLock { $0[Key(directory: directory, name: name)] = file } }
  }

  /// The scratch names in a directory, sorted.
  func scratch(in directory: StoreDirectory) -> [(name: String, file: StagedFile)] {
    files.withLock { files in
      files.filter { $0.key.directory == directory && $0.value.isScratch }
        .map { ($0.key.name, $0.value) }.sorted { $0.0 < $1.0 }
    }
  }

  /// Gives what is staged below an app the app's new path.
  func move(_ app: AppPath, to target: AppPath) {
    files.withLock { files in
      for (key, file) in files {
        guard let directory = key.directory.moved(from: app, to: target) else { continue }
        files[key] = nil
        files[Key(directory: directory, name: key.name)] = file
        file.update { state in
          state.directory = directory
          state.target = state.target.moved(from: app, to: target)
        }
      }
    }
  }

  private func isOver(_ file: StagedFile) -> Bool {
    file.update { state in
      state.storedAt.map { clock.uptime - $0 >= Limits.dropAlias } ?? false
    }
  }
}
