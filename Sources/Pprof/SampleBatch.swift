/// Samples on their way into a merge, as many at a time as are looked up together: each look-up
/// touches memory that isn't in the processor's caches, and what doesn't depend on one another is
/// waited for together.
struct SampleBatch: ~Copyable {
  /// How many samples make a batch.
  static let size = Lookahead.batch

  struct Sample {
    /// The sample's number in its profile.
    let row: Int
    let labelSet: UInt32
    /// Where its stack is in the batch's memory.
    let stack: Range<Int>
    var hash: UInt64 = 0
    var candidate: SampleRecords.Place?
  }

  private let samples = UnsafeMutablePointer<Sample>.allocate(capacity: size)
  private(set) var count = 0
  private var memory = UnsafeMutableRawPointer.allocate(byteCount: 1 << 14, alignment: 8)
  private var capacity = 1 << 14
  private var used = 0

  deinit {
    samples.deallocate()
    memory.deallocate()
  }

  var isFull: Bool { count == Self.size }

  subscript(position: Int) -> Sample {
    @inline(__always) get { samples[position] }
    @inline(__always) nonmutating set { samples[position] = newValue }
  }

  /// The field of a sample's stack.
  @inline(__always)
  func stack(_ position: Int) -> UnsafeRawBufferPointer {
    let range = samples[position].stack
    return UnsafeRawBufferPointer(start: memory + range.lowerBound, count: range.count)
  }

  /// Adds a sample to a batch that isn't full; returns false where one of its locations has no id.
  ///
  /// - Parameters:
  ///   - row: the sample's number in its profile.
  ///   - locations: the numbers of its locations.
  ///   - ids: their ids, by number.
  @inline(__always)
  @discardableResult
  mutating func add(
    _ row: Int, _ locations: Span<UInt32>, _ ids: Span<WireID>, _ labelSet: UInt32
  ) -> Bool {
    let room = StackField.room(locations: locations.count)
    if capacity &- used < room { grow(room) }
    guard let stack = StackField.write(locations, ids: ids, to: memory + used) else { return false }
    let start = stack.baseAddress! - UnsafeRawPointer(memory)
    let end = start &+ stack.count
    (samples + count).initialize(to: Sample(row: row, labelSet: labelSet, stack: start..<end))
    count &+= 1
    used = end
    return true
  }

  /// Empties the batch, which keeps its memory.
  mutating func removeAll() { (count, used) = (0, 0) }

  private mutating func grow(_ room: Int) {
    let size = 2 * capacity + room
    let larger = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 8)
    larger.copyMemory(from: memory, byteCount: used)
    memory.deallocate()
    (memory, capacity) = (larger, size)
  }
}
