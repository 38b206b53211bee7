import ProfileStore
import Synchronization

/// What a file handle reads and writes.
enum OpenFile: Sendable {
  case stored(any StoredContent, path: String)
  case computed(ComputedFile, path: String)
  case text([UInt8])
  case events
  case staged(StagedFile, StagedContent, writes: Bool)
}

/// What a directory handle lists: the list of the moment of opening, so that offsets hold while
/// names come and go.
struct OpenDirectory: Sendable {
  let items: DirectoryItems
}

/// The open files and directories. The kernel bounds them: each is a descriptor of some process.
final class HandleTable: Sendable {
  private struct State {
    var files: [HandleID: OpenFile] = [:]
    var directories: [HandleID: OpenDirectory] = [:]
    var last: UInt64 = 0

    mutating func next() -> HandleID {
      last += 1
      return HandleID(rawValue: last)
    }
  }

  private let state = Mutex(State())

  func insert(_ file: OpenFile) -> HandleID {
    state.withLock { state in
      let id = state.next()
      state.files[id] = file
      return id
    }
  }

  func insert(_ directory: OpenDirectory) -> HandleID {
    state.withLock { state in
      let id = state.next()
      state.directories[id] = directory
      return id
    }
  }

  func file(_ id: HandleID) throws(TreeError) -> OpenFile {
    guard let file = state.withLock({ $0.files[id] }) else {
      throw TreeError(.badHandle, "", "file handle \(id.rawValue) isn't open")
    }
    return file
  }

  func directory(_ id: HandleID) throws(TreeError) -> OpenDirectory {
    guard let directory = state.withLock({ $0.directories[id] }) else {
      throw TreeError(.badHandle, "", "directory handle \(id.rawValue) isn't open")
    }
    return directory
  }

  func removeFile(_ id: HandleID) -> OpenFile? {
    state.withLock { $0.files.removeValue(forKey: id) }
  }

  func removeDirectory(_ id: HandleID) {
    state.withLock { state in state.directories[id] = nil }
  }
}
