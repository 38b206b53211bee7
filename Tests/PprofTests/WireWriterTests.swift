import Testing

@testable import Pprof

@Suite struct WireWriterTests {
  /// Lengths of one to three bytes, and those next to where another byte begins.
  @Test(arguments: [0, 1, 126, 127, 128, 129, 16_383, 16_384, 20_000])
  func aLengthThatIsWrittenLastIsTheSame(length: Int) {
    let content = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    var measured = WireWriter(capacity: 0)
    measured.field(1, 9)
    measured.string(4, content)
    measured.field(2, 300)
    for room in [length, length + 1, 2 * length + 500] {
      var written = WireWriter(capacity: 0)
      written.field(1, 9)
      written.field(4, atMost: room) { next in content.withUnsafeBytes { next.put($0) } }
      written.field(2, 300)
      #expect(written.bytes == measured.bytes, "\(length) bytes with room for \(room)")
    }
  }
}
