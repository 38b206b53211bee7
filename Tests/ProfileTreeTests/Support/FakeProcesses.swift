import ProfileTree
import Synchronization

/// Processes as a test starts and ends them.
final class FakeProcesses: ProcessTable {
  private struct State {
    var parents: [Int32: Int32] = [1: 0]
    var groups: [Int32: Int32] = [1: 1]
    var last: Int32 = 1
  }

  private let state = Mutex(State())

  /// Starts a process, a child of init unless told otherwise, and returns its main thread.
  func spawn(by parent: CallingThread = CallingThread(id: 1)) -> CallingThread {
    state.withLock { state in
      state.last += 1
      state.parents[state.last] = state.groups[parent.id]
      state.groups[state.last] = state.last
      return CallingThread(id: state.last)
    }
  }

  /// Starts another thread of a process.
  func thread(of process: CallingThread) -> CallingThread {
    state.withLock { state in
      state.last += 1
      state.groups[state.last] = state.groups[process.id]
      return CallingThread(id: state.last)
    }
  }

  /// Ends a process; init takes its children.
  func exit(_ process: CallingThread) {
    state.withLock { state in
      state.groups = state.groups.filter { $0.value != process.id }
      state.parents[process.id] = nil
      for (child, parent) in state.parents where parent == process.id { state.parents[child] = 1 }
    }
  }

  func lineage(ofThread thread: Int32, depth: Int) -> [ProcessIdentity]? {
    state.withLock { state in
      guard var id = state.groups[thread] else { return nil }
      var lineage: [ProcessIdentity] = []
      while id > 0, lineage.count < depth, let parent = state.parents[id] {
        lineage.append(ProcessIdentity(id: id, started: UInt64(id)))
        id = parent
      }
      return lineage
    }
  }

  func ids(ofThread thread: Int32, depth: Int) -> [Int32]? {
    lineage(ofThread: thread, depth: depth).map { $0.map(\.id) }
  }
}
