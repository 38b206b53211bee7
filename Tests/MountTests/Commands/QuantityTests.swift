import Command
import Testing

/// Sizes and times as commands read and write them.
@Suite struct QuantityTests {
  @Test(arguments: [
    (0, "0 bytes"), (1023, "1023 bytes"), (1024, "1.0 KiB"), (1_572_864, "1.5 MiB"),
    (1_048_575, "1023.9 KiB"), (10 << 30, "10.0 GiB"), (1 << 50, "1024.0 TiB"),
  ])
  func `a size is written in the largest unit that it fills`(bytes: Int, text: String) {
    #expect(Quantity.text(ofBytes: bytes) == text)
  }

  @Test func `sizes and times are read with their units, and nothing else is`() {
    #expect(Quantity.bytes("64M") == 64 << 20 && Quantity.bytes("4096") == 4096)
    #expect(Quantity.milliseconds("30d") == 2_592_000_000)
    #expect(Quantity.milliseconds("2w") == 1_209_600_000)
    for text in ["", "M", "64X", "-1M", "1.5G", "9223372036854775807T"] {
      #expect(Quantity.bytes(text) == nil, "\(text)")
    }
    for text in ["", "30", "d", "-1d", "1y", "99999999999999999w"] {
      #expect(Quantity.milliseconds(text) == nil, "\(text)")
    }
  }
}
