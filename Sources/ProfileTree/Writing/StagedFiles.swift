import ProfileStore
import Synchronization

/// The names that resolve to files that aren't stored: scratch files, files being written, and for a
/// minute the names of drops.
final class StagedFiles: Sendable {
  private struct Key: Hashable {
    let directory: StoreDirectory
    let name: String
  }

  private struct State {
    var files: [Key: StagedFile] = [:]
    var thinned = Duration.zero
  }

  private let state = Mutex(State())
  private let clock: any TreeClock

  init(clock: any TreeClock) { self.clock = clock }

  /// The file that a name stands for. A drop's name stands for it until its minute is over.
  func file(_ name: String, in directory: StoreDirectory) -> StagedFile? {
    let key = Key(directory: directory, name: name)
    return state.withLock { state in
      if let file = state.files[key], isOver(file) { state.files[key] = nil }
      return state.files[key]
    }
  }

  /// Gives a file its name. False when the name is taken or there are too many.
  func insert(_ file: StagedFile) -> Bool {
    let key = key(of: file)
    return state.withLock { state in
      thin(&state)
      guard state.files.count < Limits.stagedFiles, state.files[key] == nil else { return false }
      state.files[key] = file
      return true
    }
  }

  /// Gives a file's name to another one. False when the file doesn't have it any more.
  func replace(_ file: StagedFile, with other: StagedFile) -> Bool {
    let key = key(of: file)
    return state.withLock { state in
      guard state.files[key] === file else { return false }
      state.files[key] = other
      return true
    }
  }

  /// Takes a file's name away. What is open on it stays open, and can't be stored.
  func remove(_ file: StagedFile) {
    file.update { $0.isNamed = false }
    release(file)
  }

  /// Leaves the name to the stored file. What is open on the staged one stays open, and may store
  /// again.
  func release(_ file: StagedFile) {
    let key = key(of: file)
    state.withLock { state in
      if state.files[key] === file { state.files[key] = nil }
    }
  }

  /// Gives a file another name, and takes that from the file that has it.
  func rename(_ file: StagedFile, to name: String, in directory: StoreDirectory) {
    let key = key(of: file)
    let newKey = Key(directory: directory, name: name)
    state.withLock { state in
      if state.files[key] === file { state.files[key] = nil }
      if let other = state.files[newKey], other !== file { other.update { $0.isNamed = false } }
      state.files[newKey] = file
      file.update { state in
        state.name = name
        state.directory = directory
      }
    }
  }

  /// The scratch names in a directory, sorted.
  func scratch(in directory: StoreDirectory) -> [(name: String, file: StagedFile)] {
    state.withLock { state in
      state.files.filter { $0.key.directory == directory && $0.value.isScratch }
        .map { ($0.key.name, $0.value) }.sorted { $0.0 < $1.0 }
    }
  }

  /// Gives what is staged below an app the app's new path.
  func move(_ app: AppPath, to target: AppPath) {
    state.withLock { state in
      for (key, file) in state.files {
        guard let directory = key.directory.moved(from: app, to: target) else { continue }
        state.files[key] = nil
        state.files[Key(directory: directory, name: key.name)] = file
        file.update { $0.move(app, to: target) }
      }
    }
  }

  private func key(of file: StagedFile) -> Key {
    file.update { Key(directory: $0.directory, name: $0.name) }
  }

  private func isOver(_ file: StagedFile) -> Bool {
    file.update { $0.closed }.map { clock.uptime - $0 >= Limits.dropAlias } ?? false
  }

  // Names of drops go when their minute is over and, where there are too many names, the oldest do.
  private func thin(_ state: inout State) {
    let now = clock.uptime
    guard now - state.thinned >= Limits.dropAlias || state.files.count >= Limits.stagedFiles else {
      return
    }
    state.thinned = now
    state.files = state.files.filter { !isOver($0.value) }
    guard state.files.count >= Limits.stagedFiles else { return }
    let drops = state.files.compactMap { key, file in file.update { $0.closed }.map { (key, $0) } }
    for (key, _) in drops.sorted(by: { $0.1 > $1.1 }).dropFirst(Limits.stagedFiles / 2) {
      state.files[key] = nil
    }
  }
}
