import Pprof
import Testing

/// Damage of every kind and place: never a crash, and Go's verdict.
@Suite struct DamageTests {
  private let small = Corpus.std.profile("regexp_syntax")

  /// Accepts what Go accepts, merges it into the same bytes, and refuses what Go refuses.
  private func expectGoVerdicts(
    _ cases: [[UInt8]], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try expectGoMerges(cases.map { [$0] }, sourceLocation: sourceLocation)
  }

  @Test func everyBeginningOfAGzipFileIsTruncated() throws {
    for length in 1..<small.count {
      #expect(verdict(Array(small[..<length]))?.kind == .truncated, "\(length) bytes")
    }
    try expectGoVerdicts(
      stride(from: 1, to: small.count, by: 37).map { Array(small[..<$0]) })
  }

  /// A plain profile can be cut between two fields, and still be one.
  @Test func everyBeginningOfAPlainProfileIsJudgedAsGoDoes() throws {
    let plain = try Gzip.inflate(small, limit: testLimit)
    try expectGoVerdicts((0...plain.count).map { Array(plain[..<$0]) })
  }

  @Test func flippedBitsOfAPlainProfileAreJudgedAsGoDoes() throws {
    var random = SeededGenerator("bits to flip in a plain profile")
    let plain = try Gzip.inflate(small, limit: testLimit)
    try expectGoVerdicts(
      (0..<1500).map { _ in
        var bytes = plain
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] ^=
            1 << UInt8.random(in: 0..<8, using: &random)
        }
        return bytes
      })
  }

  @Test func flippedBitsOfAGzipFileAreJudgedAsGoDoes() throws {
    var random = SeededGenerator("bits to flip in a gzip file")
    let cases = (0..<600).map { _ in
      var bytes = small
      bytes[Int.random(in: 2..<bytes.count, using: &random)] ^=
        1 << UInt8.random(in: 0..<8, using: &random)
      return bytes
    }
    try expectGoVerdicts(cases)
    // What is inflated before the damage can end anywhere, so that the end seems missing.
    let answers = try GoToolchain.get().parse(cases)
    for (bytes, answer) in zip(cases, answers) {
      guard case .error(let text) = answer else { continue }
      let isCut = text.contains("unexpected EOF")
      #expect(verdict(bytes)?.kind == (isCut ? .truncated : .corrupt), "Go says \(text)")
    }
  }

  @Test func removedAndRepeatedPiecesAreJudgedAsGoDoes() throws {
    var random = SeededGenerator("pieces to move")
    let plain = try Gzip.inflate(small, limit: testLimit)
    try expectGoVerdicts(
      (0..<500).map { _ in
        var bytes = plain
        let start = Int.random(in: 0..<bytes.count, using: &random)
        let piece = bytes[start..<min(bytes.count, start + Int.random(in: 1...40, using: &random))]
        if Bool.random(using: &random) { bytes.removeSubrange(piece.indices) }
        bytes.insert(contentsOf: piece, at: Int.random(in: 0...bytes.count, using: &random))
        return bytes
      })
  }

  @Test func randomBytesAreRefused() throws {
    var random = SeededGenerator("bytes")
    try expectGoVerdicts(
      (0..<500).map { _ in
        (0..<Int.random(in: 1...64, using: &random)).map { _ in .random(in: 0...255, using: &random)
        }
      })
  }
}
