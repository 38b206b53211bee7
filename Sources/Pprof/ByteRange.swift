/// Where a string or a message lies in a profile's bytes.
struct ByteRange {
  let start: UInt32
  let end: UInt32

  /// A range of a profile's bytes, of which there are less than 4 GiB.
  @inline(__always)
  init(_ start: Int, _ end: Int) {
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
  }

  var range: Range<Int> {
    @inline(__always) get { Int(start)..<Int(end) }
  }
}
