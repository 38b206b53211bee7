import Pprof
import ProfileStore
import Synchronization

/// One version of a file in `merged/`: the captures that its window held when the name was looked up.
///
/// Until somebody has seen its size it may take up another version, when a capture was deleted before
/// it could be read; from then on it never changes.
final class View: Sendable {
  /// What names it: the same name has many versions over time.
  struct Name: Hashable, Sendable, CustomStringConvertible {
    let app: AppPath
    let fileName: String

    var description: String { "\(app)/merged/\(fileName)" }
  }

  let name: Name
  let window: Window
  let format: ViewFormat

  private struct State {
    var selection: Selection
    /// The size that was told; nil while nobody knows it.
    var size: Int?
  }

  private let state: Mutex<State>

  init(name: Name, window: Window, format: ViewFormat, selection: Selection) {
    self.name = name
    self.window = window
    self.format = format
    state = Mutex(State(selection: selection))
  }

  var selection: Selection { state.withLock { $0.selection } }

  var key: ViewCache.Key { ViewCache.Key(version: selection.version, format: format) }

  /// The size, once it was told. It stays what it is: the kernel drops the pages of a file that gets
  /// shorter.
  var size: Int? { state.withLock { $0.size } }

  /// Fixes the version: its size is about to be told. False when the version is another one by now.
  func reveal(_ key: ViewCache.Key, size: Int) -> Bool {
    state.withLock { state in
      guard state.selection.version == key.version else { return false }
      state.size = size
      return true
    }
  }

  /// Takes up what the window holds now in place of this version. False when somebody has seen that,
  /// so that it stays; true also when the version is another one already.
  func rebind(from version: Fingerprint, to selection: Selection) -> Bool {
    state.withLock { state in
      guard state.selection.version == version else { return true }
      guard state.size == nil else { return false }
      state.selection = selection
      return true
    }
  }
}
