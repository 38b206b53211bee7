import CLinux

/// Looking up many things at a time. Each look-up goes from table to table, and most of its time is
/// waiting for memory that isn't in the processor's caches. So the memory that each of a batch needs
/// next is asked for before any of them goes on.
enum Lookahead {
  /// How many things make a batch: about as much memory as can be asked for at once.
  static let batch = 32
}

extension HashIndex {
  /// Looks for hashes, a batch at a time. The body is called with the positions of a batch and, for
  /// each of them, the first row that may have its hash; `prefetchRow` has asked for it.
  @inline(__always)
  func lookAhead(
    _ hashes: [UInt64], prefetchRow: (Int) -> Void, _ body: (Range<Int>, [Int?]) -> Void
  ) {
    var candidates = [Int?](repeating: nil, count: Lookahead.batch)
    for first in stride(from: 0, to: hashes.count, by: Lookahead.batch) {
      let batch = first..<min(first &+ Lookahead.batch, hashes.count)
      for position in batch { prefetch(hashes[position]) }
      for position in batch {
        var probe = probe(hashes[position])
        let candidate = next(&probe)
        candidates[position &- first] = candidate
        if let candidate { prefetchRow(candidate) }
      }
      body(batch, candidates)
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
