import ProfileStore
import Synchronization

/// What hosts share, in memory.
final class MemoryParts: SharedParts {
  private struct State {
    var parts: [String: [UInt8]] = [:]
    var isReadOnly = false
    var asked = 0
  }

  private let state = Mutex(State())

  /// By name.
  var parts: [String: [UInt8]] { state.withLock { $0.parts } }

  /// How many names were asked for.
  var asked: Int { state.withLock { $0.asked } }

  /// From now on nothing is kept.
  func setReadOnly() { state.withLock { $0.isReadOnly = true } }

  /// Does something to every part.
  func damage(_ body: (inout [UInt8]) -> Void) {
    state.withLock { state in
      for name in state.parts.keys { body(&state.parts[name]!) }
    }
  }

  func load(_ names: [String]) -> [[UInt8]?] {
    state.withLock { state in
      state.asked += names.count
      return names.map { state.parts[$0] }
    }
  }

  func save(_ bytes: [UInt8], as name: String) {
    state.withLock { state in
      if !state.isReadOnly { state.parts[name] = bytes }
    }
  }

  func drain() {}
}
