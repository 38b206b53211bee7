import CLinux

/// The samples of a merge as records, one after the other in memory that never moves: a merge that
/// grows copies nothing, and has little more memory than it needs.
///
/// A record is all that is needed when its sample is met again, in one piece, because memory is
/// slow: 32 bits each for the set of labels and the stack's length, then the values, then the stack.
final class SampleRecords: @unchecked Sendable {
  /// Where a record is, in units of 8 bytes: its chunk's number, and how far into the chunk.
  typealias Place = UInt32

  /// The bytes of a chunk, which is what threads divide the records by. A record that is larger has
  /// as many as it needs, in one piece.
  private static let chunkSize = 1 << 16
  private static let placesPerChunk = chunkSize / 8
  private static let maxChunks = Int(Place.max) / placesPerChunk

  /// Chunks are allocated by as many as there are, up to this many bytes.
  private static let largestBlock = 4 << 20

  private let valueCount: Int
  private var blocks = [UnsafeMutableRawBufferPointer]()
  private var chunks = [UnsafeMutableRawPointer]()
  /// How many bytes of each chunk are records.
  private var sizes = [Int]()
  private var current = -1
  private var used = chunkSize

  init(valueCount: Int) {
    self.valueCount = valueCount
  }

  deinit {
    for block in blocks { block.deallocate() }
  }

  /// The same records, in memory of their own and at the same places.
  func copy() -> SampleRecords {
    let copy = SampleRecords(valueCount: valueCount)
    for block in blocks {
      copy.addBlock(block.count)
      copy.blocks[copy.blocks.count - 1].copyMemory(from: UnsafeRawBufferPointer(block))
    }
    (copy.sizes, copy.current, copy.used) = (sizes, current, used)
    return copy
  }

  /// How many chunks there are, empty ones among them.
  var chunkCount: Int { chunks.count }

  /// Whether there are places for this many samples more, of this many locations in all.
  static func hasRoom(
    beside chunks: Int, samples: Int, locations: Int, values: Int
  ) -> Bool {
    let bytes = samples * (16 + 8 * values + StackField.largestHeader) + locations * WireID.maxSize
    // Two chunks next to each other hold a chunk's bytes. A record of several takes twice as many as
    // its bytes need at most, leaves fewer than it has, and the one before it, partly empty.
    let needed = 5 * (bytes / chunkSize + 1)
    return chunks + needed + largestBlock / chunkSize <= maxChunks
  }

  /// Adds a record and returns its place.
  @inline(__always)
  func add(
    stack: UnsafeRawBufferPointer, labelSet: UInt32, values: Span<Int64>
  ) -> Place {
    let size = (stackOffset &+ stack.count &+ 7) & ~7
    let (chunk, offset) = reserve(size)
    let record = chunks[chunk] + offset
    record.storeBytes(of: labelSet, as: UInt32.self)
    record.storeBytes(of: UInt32(stack.count), toByteOffset: 4, as: UInt32.self)
    for position in 0..<valueCount {
      record.storeBytes(of: values[position], toByteOffset: 8 &+ 8 &* position, as: Int64.self)
    }
    if let bytes = stack.baseAddress {
      (record + stackOffset).copyMemory(from: bytes, byteCount: stack.count)
    }
    return Place(truncatingIfNeeded: chunk &* Self.placesPerChunk &+ offset &>> 3)
  }

  /// The record at a place.
  @inline(__always)
  subscript(place: Place) -> Record {
    let place = Int(place)
    let offset = place % Self.placesPerChunk &* 8
    return Record(start: chunks[place / Self.placesPerChunk] + offset, valueCount: valueCount)
  }

  /// Asks for a record whose stack has as many bytes.
  @inline(__always)
  func prefetch(_ place: Place, stack size: Int) {
    let start = self[place].start
    var offset = 0
    while offset < stackOffset &+ size {
      clinux_prefetch(start + offset)
      offset &+= 64
    }
  }

  /// Calls the body with each record of a chunk, in order. One chunk after the other they are in the
  /// order in which they were added.
  @inline(__always)
  func forEach(inChunk chunk: Int, _ body: (Record) -> Void) {
    var offset = 0
    while offset < sizes[chunk] {
      let record = Record(start: chunks[chunk] + offset, valueCount: valueCount)
      body(record)
      offset += (stackOffset + record.stack.count + 7) & ~7
    }
  }

  /// Calls the body with each record, in order.
  func forEach(_ body: (Record) -> Void) {
    for chunk in chunks.indices { forEach(inChunk: chunk, body) }
  }

  /// A record: it is there as long as the records are.
  struct Record {
    fileprivate let start: UnsafeMutableRawPointer
    let valueCount: Int

    var labelSet: UInt32 { @inline(__always) get { start.load(as: UInt32.self) } }

    /// The field of the sample's message in which its locations are.
    var stack: UnsafeRawBufferPointer {
      @inline(__always) get {
        UnsafeRawBufferPointer(
          start: start + (8 &+ 8 &* valueCount),
          count: Int(start.load(fromByteOffset: 4, as: UInt32.self)))
      }
    }

    var values: UnsafeMutableBufferPointer<Int64> {
      @inline(__always) get {
        UnsafeMutableBufferPointer(
          start: (start + 8).assumingMemoryBound(to: Int64.self), count: valueCount)
      }
    }

    var isZero: Bool { @inline(__always) get { values.allSatisfy { $0 == 0 } } }
  }

  private var stackOffset: Int { @inline(__always) get { 8 &+ 8 &* valueCount } }

  /// The chunk and offset of as many bytes more.
  @inline(__always)
  private func reserve(_ size: Int) -> (chunk: Int, offset: Int) {
    guard used &+ size <= Self.chunkSize else { return reserveAnew(size) }
    let offset = used
    used &+= size
    sizes[current] = used
    return (current, offset)
  }

  private func reserveAnew(_ size: Int) -> (chunk: Int, offset: Int) {
    // The chunks that are free are the last of a block, so in one piece.
    let needed = Self.chunks(for: size)
    if chunks.count - (current + 1) < needed {
      current = chunks.count - 1
      addBlock(max(size, min(max(chunks.count, 1) * Self.chunkSize, Self.largestBlock)))
    }
    let first = current + 1
    sizes[first] = size
    (current, used) = (current + needed, needed == 1 ? size : Self.chunkSize)
    return (first, 0)
  }

  private static func chunks(for size: Int) -> Int { (size + chunkSize - 1) / chunkSize }

  private func addBlock(_ size: Int) {
    let count = Self.chunks(for: size)
    precondition(chunks.count + count <= Self.maxChunks, "a merge of more samples than places")
    let memory: UnsafeMutableBufferPointer<UInt8> = LargeMemory.allocate(
      capacity: count * Self.chunkSize)
    let block = UnsafeMutableRawBufferPointer(memory)
    blocks.append(block)
    for chunk in 0..<count { chunks.append(block.baseAddress! + chunk * Self.chunkSize) }
    sizes += [Int](repeating: 0, count: count)
  }
}
