import TestSupport
import Testing

@testable import ProfileTree

/// What is being written reads back, in memory or in a file.
@Suite struct StagedContentTests {
  @Test(arguments: [nil, "/tmp"]) func `bytes are those that were written`(
    directory: String?
  ) throws {
    var random = SeededGenerator("staged content")
    for _ in 0..<40 {
      let content = StagedContent(in: directory)
      var model: [UInt8] = []
      for _ in 0..<20 {
        let offset = Int.random(in: 0..<Limits.stagedInMemory * 2, using: &random)
        if Bool.random(using: &random) {
          let count = Int.random(in: 0..<Limits.stagedInMemory, using: &random)
          let bytes = [UInt8](repeating: .random(in: 1...255, using: &random), count: count)
          try content.write(bytes, at: offset)
          if count > 0 {
            model += [UInt8](repeating: 0, count: max(0, offset + count - model.count))
            model.replaceSubrange(offset..<offset + count, with: bytes)
          } else if content.size > model.count {
            model += [UInt8](repeating: 0, count: content.size - model.count)
          }
        } else {
          try content.truncate(to: offset)
          model = Array(model.prefix(offset))
          model += [UInt8](repeating: 0, count: offset - model.count)
        }
        #expect(content.size == model.count)
        #expect(try content.read(at: 0, count: .max) == model)
        let start = Int.random(in: 0..<Limits.stagedInMemory, using: &random)
        #expect(
          try content.read(at: start, count: 100) == Array(model.dropFirst(start).prefix(100)))
      }
    }
  }

  @Test func `few bytes take no file`() throws {
    let content = StagedContent(in: "/nonexistent")
    try content.write([UInt8](repeating: 1, count: Limits.stagedInMemory), at: 0)
    #expect(content.fitsInMemory(0, at: 0))
    #expect(!content.fitsInMemory(1, at: Limits.stagedInMemory))
    try content.write([2], at: Limits.stagedInMemory)
    #expect(!content.fitsInMemory(0, at: 0))
    #expect(content.size == Limits.stagedInMemory + 1)
  }
}
