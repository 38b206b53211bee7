/// The id of a location of a merge as the varint that its samples' messages hold.
struct WireID: Sendable {
  /// The varint, its first byte the lowest, and its length in the upper byte; 0 means no id.
  fileprivate let word: UInt64

  /// The most bytes that an id takes.
  static let maxSize = 5

  /// No id, of no bytes.
  static let none = WireID(word: 0)

  private init(word: UInt64) { self.word = word }

  init(_ id: UInt32) {
    let size = WireWriter.size(UInt64(id))
    var word: UInt64 = 0
    for position in 0..<size {
      let more: UInt64 = position < size - 1 ? 0x80 : 0
      word |= (UInt64(id) >> UInt64(7 * position) & 0x7f | more) << UInt64(8 * position)
    }
    self.word = word | UInt64(size) << 56
  }

  var isNone: Bool { @inline(__always) get { word == 0 } }

  /// Writes the id where there is room for eight bytes, and goes on to its end.
  @inline(__always)
  func put(at next: inout UnsafeMutableRawPointer) {
    next.storeBytes(of: word.littleEndian, as: UInt64.self)
    next += Int(truncatingIfNeeded: word &>> 56)
  }
}

/// A sample's locations as the field of its message, as google/pprof writes it: packed when there
/// are more than two. Equal fields are equal lists of locations.
enum StackField {
  /// The most bytes before the ids, and what `WireID.put` may write behind them.
  static let largestHeader = 6
  private static let slack = 8

  private static let number = 1

  /// The most bytes that writing a field of this many locations needs.
  @inline(__always)
  static func room(locations count: Int) -> Int {
    largestHeader &+ 2 &+ WireID.maxSize &* count &+ slack
  }

  /// Writes the field of a list of locations.
  ///
  /// - Parameters:
  ///   - rows: the locations' numbers.
  ///   - ids: their ids, by number.
  ///   - memory: as many bytes as `room` says.
  /// - Returns: where in the memory the field is; nil where one of the locations has no id.
  @inline(__always)
  static func write(
    _ rows: Span<UInt32>, ids: Span<WireID>, to memory: UnsafeMutableRawPointer
  ) -> UnsafeRawBufferPointer? {
    rows.count > 2 ? writePacked(rows, ids, memory) : writeSingly(rows, ids, memory)
  }

  @inline(__always)
  private static func writePacked(
    _ rows: Span<UInt32>, _ ids: Span<WireID>, _ memory: UnsafeMutableRawPointer
  ) -> UnsafeRawBufferPointer? {
    let first = memory + largestHeader
    var next = first
    var least = UInt64.max
    for position in 0..<rows.count {
      // Rows were checked when they were decoded.
      let id = ids[unchecked: Int(rows[unchecked: position])]
      id.put(at: &next)
      least = min(least, id.word)
    }
    guard least > 0 else { return nil }
    let length = next - first
    let start = first - 1 - WireWriter.size(UInt64(length))
    var header = start.assumingMemoryBound(to: UInt8.self)
    header.putTag(number, length: length)
    return UnsafeRawBufferPointer(start: start, count: next - start)
  }

  private static func writeSingly(
    _ rows: Span<UInt32>, _ ids: Span<WireID>, _ memory: UnsafeMutableRawPointer
  ) -> UnsafeRawBufferPointer? {
    var next = memory
    for position in 0..<rows.count {
      let id = ids[Int(rows[position])]
      if id.isNone { return nil }
      next.storeBytes(of: WireTag.varint(UInt8(number)), as: UInt8.self)
      next += 1
      id.put(at: &next)
    }
    return UnsafeRawBufferPointer(start: memory, count: next - memory)
  }

  /// The ids in a field that was written here.
  static func ids(in field: UnsafeRawBufferPointer) -> [UInt32] {
    let bytes = field.bindMemory(to: UInt8.self).span
    var ids = [UInt32]()
    var reader = WireReader(from: 0, to: bytes.count)
    do throws(DecodeFault) {
      while !reader.isAtEnd {
        let field = try reader.field(bytes)
        guard field.wireType == WireField.bytes else {
          ids.append(UInt32(field.value))
          continue
        }
        var packed = try field.content()
        while !packed.isAtEnd { ids.append(UInt32(try packed.varint(bytes))) }
      }
    } catch {
      preconditionFailure("a stack isn't as it was written: \(error.message)")
    }
    return ids
  }
}
