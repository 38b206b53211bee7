/// Where a string's bytes lie in a profile's buffer.
struct StringRange {
  let start: UInt32
  let end: UInt32

  var range: Range<Int> { Int(start)..<Int(end) }
}
