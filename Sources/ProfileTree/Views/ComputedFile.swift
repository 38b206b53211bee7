import Synchronization
import SystemPackage

/// A computed file: complete, immutable, without a name. Small ones are in memory, as many as fit into
/// what there is for them.
final class ComputedFile: Sendable {
  private enum Content: Sendable {
    case memory([UInt8], ComputedMemory)
    case file(AnonymousFile)
  }

  /// The length in bytes.
  let size: Int
  private let content: Content
  private let handles = Atomic(0)

  /// A file of these bytes; in the directory, if it isn't small.
  init(
    _ bytes: [UInt8], in directory: String?, memory: ComputedMemory
  ) throws(Errno) {
    size = bytes.count
    let isSmall = bytes.count <= Limits.smallResult && memory.take(bytes.count)
    content = isSmall ? .memory(bytes, memory) : .file(try .holding(bytes, in: directory))
  }

  deinit { if case .memory(let bytes, let memory) = content { memory.give(bytes.count) } }

  func read(at offset: Int, count: Int) throws(Errno) -> [UInt8] {
    switch content {
    case .memory(let bytes, _):
      if offset == 0, count >= bytes.count { return bytes }
      guard offset >= 0, offset < bytes.count, count > 0 else { return [] }
      return Array(bytes[offset...].prefix(count))
    case .file(let file): return try file.read(at: offset, count: count)
    }
  }

  /// Whether a handle is open on it: then it is kept, so that fstat(2) can still tell its size when
  /// its captures are gone.
  var isOpen: Bool { handles.load(ordering: .relaxed) > 0 }

  func opened() { handles.add(1, ordering: .relaxed) }

  func closed() { handles.subtract(1, ordering: .relaxed) }
}

/// What there is for computed files in memory.
final class ComputedMemory: Sendable {
  private let used = Mutex(0)

  /// Takes so many bytes, if there are as many left.
  func take(_ bytes: Int) -> Bool {
    used.withLock { used in
      guard used + bytes <= Limits.smallResultBytes else { return false }
      used += bytes
      return true
    }
  }

  func give(_ bytes: Int) { used.withLock { $0 -= bytes } }
}
