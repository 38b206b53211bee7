import CLinux

/// Looking up many things at a time. Each look-up goes from table to table, and most of its time is
/// waiting for memory that isn't in the processor's caches. So the memory that each of a batch needs
/// next is asked for before any of them goes on.
enum Lookahead {
  /// How many things make a batch: about as much memory as can be asked for at once.
  static let batch = 32

  /// The first and following numbers below `count`, a batch at a time.
  @inline(__always)
  static func forEachBatch(of count: Int, _ body: (Range<Int>) -> Void) {
    var first = 0
    while first < count {
      let next = min(first &+ batch, count)
      body(first..<next)
      first = next
    }
  }
}

extension Array {
  /// Asks for an element that is about to be read.
  @inline(__always)
  func prefetch(_ position: Int) {
    withUnsafeBufferPointer { elements in
      if let first = elements.baseAddress { clinux_prefetch(first + position) }
    }
  }
}
