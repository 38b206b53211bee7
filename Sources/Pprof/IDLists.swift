/// Lists of ids, each in one piece, in memory that never moves: a merge that grows copies nothing,
/// and has no more memory than it needs.
struct IDLists: Sendable {
  /// Chunks are as large as all before them together, within these bounds, in ids.
  private static let chunkSizes = 1 << 12...1 << 20

  /// Memory that is written once. It is shared by copies of the lists, of which one goes on in it.
  private final class Chunk: @unchecked Sendable {
    let ids: UnsafeMutableBufferPointer<UInt32>
    var count = 0

    init(capacity: Int) {
      ids = LargeMemory.allocate(capacity: capacity)
    }

    deinit { ids.deallocate() }
  }

  private var chunks = [Chunk]()
  private var size = 0

  /// Adds a list of this many ids, and returns where it is. The body writes each of them.
  @inline(__always)
  mutating func append(
    count: Int, _ body: (UnsafeMutableBufferPointer<UInt32>) -> Void
  ) -> Int {
    if chunks.isEmpty || chunks[chunks.count - 1].ids.count - chunks[chunks.count - 1].count < count
      || !isKnownUniquelyReferenced(&chunks[chunks.count - 1])
    {
      addChunk(for: count)
    }
    let chunk = chunks[chunks.count - 1]
    // A sample has fewer than 2^32 locations, as many as its profile has bytes; so has a chunk.
    let place = (chunks.count - 1) << 32 | chunk.count
    body(UnsafeMutableBufferPointer(rebasing: chunk.ids[chunk.count..<chunk.count + count]))
    chunk.count += count
    size += count
    return place
  }

  /// The list of this many ids at a place; it is there as long as these lists are.
  @inline(__always)
  func list(at place: Int, count: Int) -> UnsafeBufferPointer<UInt32> {
    let first = place & 0xffff_ffff
    return UnsafeBufferPointer(rebasing: chunks[place >> 32].ids[first..<first + count])
  }

  private mutating func addChunk(for count: Int) {
    let usual = min(max(size, Self.chunkSizes.lowerBound), Self.chunkSizes.upperBound)
    chunks.append(Chunk(capacity: max(usual, count)))
  }
}
