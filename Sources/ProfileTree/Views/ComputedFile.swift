import Synchronization
import SystemPackage

/// A computed file: complete, immutable, without a name. Small ones are in memory, as many as fit into
/// what there is for them.
final class ComputedFile: Sendable {
  /// The length in bytes.
  let size: Int
  private let file: AnonymousFile
  private let share: ComputedMemory.Share?
  private let handles = Atomic(0)

  /// A file of these bytes; in the directory, if it isn't small.
  init(
    _ bytes: [UInt8], in directory: String?, memory: ComputedMemory
  ) throws(Errno) {
    size = bytes.count
    share = bytes.count <= Limits.smallResult ? memory.share(of: bytes.count) : nil
    file = try .holding(bytes, in: share == nil ? directory : nil)
    if share == nil { file.forgetReads() }
  }

  /// The file's descriptor, valid as long as this is.
  var descriptor: Int32 { file.descriptor }

  func read(at offset: Int, count: Int) throws(Errno) -> [UInt8] {
    try file.read(at: offset, count: count)
  }

  /// Whether a handle is open on it: then it is kept, so that fstat(2) can still tell its size when
  /// its captures are gone.
  var isOpen: Bool { handles.load(ordering: .relaxed) > 0 }

  func opened() { handles.add(1, ordering: .relaxed) }

  func closed() { handles.subtract(1, ordering: .relaxed) }
}

/// What there is for computed files in memory.
final class ComputedMemory: Sendable {
  /// A part of it, given back with the last reference.
  final class Share: Sendable {
    private let memory: ComputedMemory
    private let bytes: Int

    fileprivate init(_ bytes: Int, of memory: ComputedMemory) {
      (self.bytes, self.memory) = (bytes, memory)
    }

    deinit { memory.used.withLock { $0 -= bytes } }
  }

  private let used = Mutex(0)

  /// A share that holds so many bytes, which the kernel keeps in pages; nil if that isn't left.
  func share(of bytes: Int) -> Share? {
    let bytes = (bytes + Limits.pageBytes - 1) & ~(Limits.pageBytes - 1)
    let isLeft = used.withLock { used in
      guard used + bytes <= Limits.smallResultBytes else { return false }
      used += bytes
      return true
    }
    return isLeft ? Share(bytes, of: self) : nil
  }
}
