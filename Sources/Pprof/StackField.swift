/// The id of a location of a merge as the varint that its samples' messages hold: up to four bytes,
/// so that a merge has fewer than 2^28 locations. They would take ten gigabytes.
struct WireID: Sendable {
  /// The varint, its first byte the lowest; 0 means no id.
  private let word: UInt32

  /// The most bytes that an id takes.
  static let maxSize = 4
  /// The largest id.
  static let max: UInt32 = 1 << 28 - 1

  /// No id.
  static let none = WireID(word: 0)

  private init(word: UInt32) { self.word = word }

  init(_ id: UInt32) {
    precondition(id > 0 && id <= Self.max, "a location's id is out of range")
    let size = WireWriter.size(UInt64(id))
    var word: UInt32 = 0
    for position in 0..<size {
      let more: UInt32 = position < size - 1 ? 0x80 : 0
      word |= (id >> UInt32(7 * position) & 0x7f | more) << UInt32(8 * position)
    }
    self.word = word
  }

  var isNone: Bool { @inline(__always) get { word == 0 } }

  /// Writes the id where there is room for the longest, and goes on to its end.
  @inline(__always)
  func put(at next: inout UnsafeMutableRawPointer) {
    next.storeBytes(of: word.littleEndian, as: UInt32.self)
    // Its last byte is the first without an upper bit.
    next += (~word & 0x8080_8080).trailingZeroBitCount &>> 3 &+ 1
  }
}

/// A sample's locations as the field of its message, as google/pprof writes it: packed when there
/// are more than two. Equal fields are equal lists of locations.
enum StackField {
  /// The most bytes before the ids, and what `WireID.put` may write behind them.
  static let largestHeader = 6
  private static let slack = 4

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
    var areKnown = true
    for position in 0..<rows.count {
      // Rows were checked when they were decoded.
      let id = ids[unchecked: Int(rows[unchecked: position])]
      id.put(at: &next)
      areKnown = areKnown && !id.isNone
    }
    guard areKnown else { return nil }
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
