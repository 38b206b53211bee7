import Synchronization
import SystemPackage

/// A computed file: complete, immutable, without a name.
final class ComputedFile: Sendable {
  /// The length in bytes.
  let size: Int
  private let file: AnonymousFile
  private let handles = Atomic(0)

  init(_ file: AnonymousFile) {
    self.file = file
    size = file.size
  }

  func read(at offset: Int, count: Int) throws(Errno) -> [UInt8] {
    try file.read(at: offset, count: count)
  }

  /// Whether a handle is open on it: then it is kept, so that fstat(2) can still tell its size when
  /// its captures are gone.
  var isOpen: Bool { handles.load(ordering: .relaxed) > 0 }

  func opened() { handles.add(1, ordering: .relaxed) }

  func closed() { handles.subtract(1, ordering: .relaxed) }
}
