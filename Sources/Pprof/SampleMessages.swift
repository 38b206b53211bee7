import Threads

/// The samples of a merge as messages of their profile: most of its bytes, written by all cores.
struct SampleMessages: Sendable {
  private let samples: SampleTable
  private let labels: LabelMessages
  /// The length of each message's content, `.max` for those that 32 bits can't hold.
  private let lengths: [UInt32]
  /// Where each run of messages begins; the last is where they end.
  private let runStarts: [Int]

  /// Samples that a thread takes at a time.
  private static let run = 4096

  init(_ samples: SampleTable, labels: LabelMessages) {
    self.samples = samples
    self.labels = labels
    let runs = (samples.count + Self.run - 1) / Self.run
    var sizes = [Int](repeating: 0, count: runs)
    lengths = [UInt32](unsafeUninitializedCapacity: samples.count) { lengths, count in
      sizes.withUnsafeMutableBufferPointer { sizes in
        nonisolated(unsafe) let (lengths, sizes) = (lengths, sizes)
        Self.forEachRun(of: samples) { run, range in
          var size = 0
          for sample in range {
            let length = Self.length(of: sample, samples, labels)
            lengths.initializeElement(at: sample, to: UInt32(clamping: length))
            size &+= 1 &+ WireWriter.size(UInt64(length)) &+ length
          }
          sizes[run] = size
        }
      }
      count = samples.count
    }
    runStarts = sizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  }

  /// The number of bytes in all.
  var size: Int { runStarts[runStarts.count - 1] }

  /// Writes the messages to a place that has room for them.
  func write(to target: UnsafeMutablePointer<UInt8>) {
    nonisolated(unsafe) let target = target
    Self.forEachRun(of: samples) { run, range in
      var next = target + runStarts[run]
      for sample in range { write(sample, to: &next) }
      precondition(next == target + runStarts[run + 1], "a sample has another length than it said")
    }
  }

  private static func forEachRun(
    of samples: SampleTable, _ body: @Sendable (Int, Range<Int>) -> Void
  ) {
    let runs = (samples.count + run - 1) / run
    ThreadGroup.run(count: runs, threads: min(runs / 2, ThreadGroup.processors)) { number in
      body(number, number * run..<min((number + 1) * run, samples.count))
    }
  }

  private static func length(
    of sample: Int, _ samples: SampleTable, _ labels: LabelMessages
  ) -> Int {
    size(of: samples.locations(of: sample)) + size(of: samples.values(of: sample))
      + labels.range(samples.labelSet(of: sample)).count
  }

  /// The number of bytes of a field of repeated numbers, tags included.
  @inline(__always)
  private static func size(of numbers: some Collection<some FixedWidthInteger>) -> Int {
    let content = packedSize(numbers)
    return numbers.count > 2
      ? 1 + WireWriter.size(UInt64(content)) + content : numbers.count + content
  }

  @inline(__always)
  private static func packedSize(_ numbers: some Collection<some FixedWidthInteger>) -> Int {
    var size = 0
    for number in numbers { size &+= WireWriter.size(UInt64(truncatingIfNeeded: number)) }
    return size
  }

  @inline(__always)
  private func write(_ sample: Int, to next: inout UnsafeMutablePointer<UInt8>) {
    let length = lengths[sample]
    next.putTag(
      2, length: length < .max ? Int(length) : Self.length(of: sample, samples, labels))
    Self.write(1, samples.locations(of: sample), to: &next)
    Self.write(2, samples.values(of: sample), to: &next)
    labels.write(samples.labelSet(of: sample), to: &next)
  }

  /// A field of repeated numbers, packed when there are more than two.
  @inline(__always)
  private static func write(
    _ field: Int, _ numbers: some Collection<some FixedWidthInteger>,
    to next: inout UnsafeMutablePointer<UInt8>
  ) {
    let isPacked = numbers.count > 2
    if isPacked { next.putTag(field, length: packedSize(numbers)) }
    for number in numbers {
      let number = UInt64(truncatingIfNeeded: number)
      if isPacked { next.putVarint(number) } else { next.put(field, number) }
    }
  }
}
