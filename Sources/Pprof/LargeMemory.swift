import CLinux
import Glibc

/// Memory of many megabytes, for which the kernel is asked for large pages: they spare most page
/// faults, and most misses of the processor's page cache where it is read at random.
enum LargeMemory {
  private static let page = Int(clinux_large_page_size)

  /// Memory that isn't initialised.
  static func allocate<Element>(capacity: Int) -> UnsafeMutableBufferPointer<Element> {
    let size = capacity * MemoryLayout<Element>.stride
    guard size >= page else { return .allocate(capacity: capacity) }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: page)
    advise(UnsafeRawBufferPointer(start: memory, count: size))
    return UnsafeMutableBufferPointer(
      start: memory.bindMemory(to: Element.self, capacity: capacity), count: capacity)
  }

  /// Asks for large pages where memory that isn't used yet holds some.
  static func advise(_ memory: UnsafeRawBufferPointer) {
    guard let start = memory.baseAddress else { return }
    let first = start.alignedUp(toMultipleOf: page)
    let end = (start + memory.count).alignedDown(toMultipleOf: page)
    if first < end { madvise(UnsafeMutableRawPointer(mutating: first), end - first, MADV_HUGEPAGE) }
  }
}
