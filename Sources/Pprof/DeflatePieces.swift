import CDeflate
import Threads

/// Deflating in pieces side by side, joined to one stream: for some readers take no gzip file of
/// more than one member. The bytes depend on the content alone, and not on the number of threads.
struct DeflatePieces {
  private let bytes: UnsafeRawBufferPointer
  private let level: Int
  private let count: Int

  /// The most bytes of a piece, but for the last. Each begins without what it could refer back to, and
  /// a thread takes a while to start.
  private static let size = 768 << 10
  /// Content below this isn't divided.
  private static let smallest = 384 << 10

  /// The most bytes that joining a piece to the next adds.
  private static let joint = 5

  init(_ bytes: UnsafeRawBufferPointer, level: Int) {
    self.bytes = bytes
    self.level = level
    // An even number: two cores would share three pieces badly.
    let pairs = (bytes.count + 2 * Self.size - 1) / (2 * Self.size)
    count = bytes.count < Self.smallest ? 1 : 2 * max(1, pairs)
  }

  /// The most bytes that the stream may have.
  var bound: Int { (0..<count).reduce(0) { $0 + bound(of: $1) } }

  /// Writes the stream, and returns its length.
  func deflate(to output: UnsafeMutableRawPointer) -> Int {
    let starts = (0..<count).reduce(into: [0]) { $0.append($0[$1] + bound(of: $1)) }
    var sizes = [Int](repeating: 0, count: count)
    sizes.withUnsafeMutableBufferPointer { sizes in
      nonisolated(unsafe) let (output, sizes, pieces) = (output, sizes, self)
      // The longest first, which is the last.
      ThreadGroup.run(count: count, threads: ThreadGroup.processors) { number in
        let piece = pieces.count - 1 - number
        let target = UnsafeMutableRawBufferPointer(
          start: output + starts[piece], count: starts[piece + 1] - starts[piece])
        sizes[piece] = pieces.deflate(piece, to: target)
      }
    }
    var end = 0
    for piece in 0..<count {
      (output + end).copyMemory(from: output + starts[piece], byteCount: sizes[piece])
      end += sizes[piece]
    }
    return end
  }

  // The last piece is 7/5 of the others: it isn't joined to a next one, for which a
  // piece is read once more.
  private func range(_ piece: Int) -> Range<Int> {
    let end = piece == count - 1 ? bytes.count : bytes.count * 5 * (piece + 1) / (5 * count + 2)
    return bytes.count * 5 * piece / (5 * count + 2)..<end
  }

  private func bound(of piece: Int) -> Int {
    libdeflate_deflate_compress_bound(nil, range(piece).count) + Self.joint
  }

  private func deflate(_ piece: Int, to target: UnsafeMutableRawBufferPointer) -> Int {
    guard let compressor = libdeflate_alloc_compressor(Int32(level)) else {
      fatalError("no memory for a compressor")
    }
    defer { libdeflate_free_compressor(compressor) }
    let range = range(piece)
    let input = UnsafeRawBufferPointer(rebasing: bytes[range])
    let size = libdeflate_deflate_compress(
      compressor, input.baseAddress, input.count, target.baseAddress, target.count)
    return piece == count - 1 ? size : Self.open(target, size: size)
  }

  /// Makes a stream one that another may follow: its last block isn't the last any more, and an empty
  /// stored block fills the byte in which it ended (RFC 1951, 3.2.4). Returns the new length.
  private static func open(_ stream: UnsafeMutableRawBufferPointer, size: Int) -> Int {
    let scanned = DeflateScan.run(
      UnsafeRawBufferPointer(rebasing: stream[..<size]), isTrusted: true)
    guard case .complete(let lastBlock, let end) = scanned else {
      preconditionFailure("libdeflate made a stream that isn't one: \(scanned)")
    }
    stream[lastBlock / 8] &= ~(1 << UInt8(lastBlock % 8))
    // Three bits begin the block, all of them zero, as are those that end a byte.
    let header = (end + 3 + 7) / 8
    if header > size { stream[size] = 0 }
    stream.storeBytes(of: UInt32(0xffff_0000).littleEndian, toByteOffset: header, as: UInt32.self)
    return header + 4
  }
}
