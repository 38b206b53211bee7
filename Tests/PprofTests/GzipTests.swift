@testable import Pprof
import Testing

/// Gzip files in memory.
@Suite struct GzipTests {
  private func kind(_ bytes: [UInt8], limit: Int) -> ProfileError.Kind? {
    do throws(ProfileError) {
      _ = try Gzip.inflate(bytes, limit: limit)
      return nil
    } catch {
      return error.kind
    }
  }

  @Test func inflatesWhatItDeflates() throws {
    var random = SeededGenerator("bytes to deflate")
    for count in [0, 1, 15, 1000, 70_000] {
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...3, using: &random) }
      for level in [0, 1, 6, 12] {
        #expect(try Gzip.inflate(Gzip.deflate(bytes, level: level), limit: count) == bytes)
      }
    }
  }

  /// Large content is deflated in pieces, which readers that stop after the first member read too.
  @Test func largeContentIsOneMember() throws {
    var random = SeededGenerator("large bytes to deflate")
    for count in [393_215, 393_216, 524_288, 1_048_577, 2_621_440 + .random(in: 0...99)] {
      let mixed = (0..<count).map { position -> UInt8 in
        // Stretches that fit in one block, are stored, and that matches go through.
        switch position / 50_000 % 3 {
        case 0: UInt8.random(in: 0...3, using: &random)
        case 1: UInt8.random(in: .min ... .max, using: &random)
        default: UInt8(truncatingIfNeeded: position % 500)
        }
      }
      for bytes in [mixed, [UInt8](repeating: 0, count: count)] {
        for level in [0, 1, 6, 12] {
          let file = Gzip.deflate(bytes, level: level)
          #expect(try Gzip.inflate(file, limit: count) == bytes)
          let scan = file.withUnsafeBytes {
            DeflateScan.run(UnsafeRawBufferPointer(rebasing: $0[10...]))
          }
          let trusting = file.withUnsafeBytes {
            DeflateScan.run(UnsafeRawBufferPointer(rebasing: $0[10...]), isTrusted: true)
          }
          #expect(trusting == scan)
          guard case .complete(_, let end) = scan else {
            Issue.record("\(count) bytes at level \(level): \(scan)")
            continue
          }
          #expect((end + 7) / 8 == file.count - 18, "one member")
        }
      }
    }
  }

  @Test func everyBeginningOfAFileIsTruncated() {
    let file = Gzip.deflate(Array(Corpus.std.profiles[0].prefix(3000)))
    for count in 1..<file.count {
      #expect(kind(Array(file.prefix(count)), limit: 10_000) == .truncated, "\(count) bytes")
    }
  }

  @Test func deflatesTheSameBytesTheSameWay() {
    let bytes = Corpus.std.profiles[0]
    let one = Gzip.deflate(bytes)
    #expect(one == Gzip.deflate(bytes))
    #expect(one[4..<8] == [0, 0, 0, 0], "no time")
  }

  @Test func stopsAtTheLimit() {
    let zeros = [UInt8](repeating: 0, count: 5_000_000)
    let small = Gzip.deflate(zeros)
    #expect(small.count < 10_000)
    #expect(kind(small, limit: zeros.count) == nil)
    #expect(kind(small, limit: zeros.count - 1) == .tooLarge)
    #expect(kind(small, limit: 0) == .tooLarge)
    // The limit is for all members together.
    #expect(kind(small + small, limit: 2 * zeros.count) == nil)
    #expect(kind(small + small, limit: 2 * zeros.count - 1) == .tooLarge)
  }

  @Test func aFalseSizeInTheTrailerIsACorruption() {
    for claim: [UInt8] in [[0, 0, 0, 0], [1, 0, 0, 0], [255, 255, 255, 255]] {
      let bytes = Array(Gzip.deflate(Array("profile".utf8)).dropLast(4)) + claim
      #expect(kind(bytes, limit: 1000) == .corrupt)
    }
  }

  @Test func emptyMembersAreFine() throws {
    let empty = Gzip.deflate([])
    #expect(try Gzip.inflate(empty + empty + Gzip.deflate([1]) + empty, limit: 1) == [1])
  }
}
