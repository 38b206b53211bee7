import Testing

@testable import S3Store

/// How objects are divided, and what tags they get.
@Suite struct PartitionTests {
  @Test func `an object that one request holds has no parts`() {
    let partition = Partition()
    #expect(partition.parts(of: 0) == nil)
    #expect(partition.parts(of: 16 << 20) == nil)
    #expect(partition.parts(of: (16 << 20) + 1)?.map(\.count) == [8 << 20, 8 << 20, 1])
  }

  @Test func `there are never more parts than an object may have`() throws {
    let parts = try #require(Partition(wholeBytes: 1, partBytes: 1).parts(of: 123_456))
    #expect(parts.count <= 10_000)
    #expect(parts.first?.lowerBound == 0 && parts.last?.upperBound == 123_456)
    #expect(zip(parts, parts.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
  }

  @Test func `tags are those that S3 makes`() {
    // RFC 1321 section A.5.
    #expect(EntityTag(digesting: [], nil).value == "d41d8cd98f00b204e9800998ecf8427e")
    #expect(
      EntityTag(digesting: Array("abc".utf8), nil).value == "900150983cd24fb0d6963f7d28e17f72")
    // printf '%s' ab | md5sum, c | md5sum, and the MD5 of the two digests' bytes.
    #expect(
      EntityTag(digesting: Array("abc".utf8), [0..<2, 2..<3]).value
        == "d833159094d1d7ad96ffcc78414e3682-2")
  }
}
