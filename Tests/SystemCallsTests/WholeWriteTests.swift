import Glibc
import Synchronization
import SystemCalls
import SystemPackage
import TestSupport
import Testing
import Threads

/// All bytes are written, in however many writes.
@Suite struct WholeWriteTests {
  private let directory = TemporaryDirectory()

  private func file() throws -> Descriptor {
    let path = "\(directory.path)/file"
    close(creat(path, 0o600))
    return try Descriptor.open(path, O_RDWR)
  }

  private func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 8) }
  }

  @Test(arguments: [0, 1, 256 << 10, 256 << 10 + 1, 1_000_000])
  func `where the file stands`(count: Int) throws {
    let file = try file()
    let bytes = bytes(count)
    try writeWhole([7], to: file.number)
    try file.write(bytes)
    #expect(lseek(file.number, 0, SEEK_SET) == 0)
    #expect(try file.read(limit: .max - 1) == [7] + bytes)
  }

  @Test(arguments: [0, 5, 300_000]) func `at an offset`(offset: Int) throws {
    let file = try file()
    let bytes = bytes(1_000_000)
    try writeWhole(bytes, to: file.number, at: offset)
    #expect(lseek(file.number, 0, SEEK_CUR) == 0)
    #expect(try file.read(limit: .max - 1) == [UInt8](repeating: 0, count: offset) + bytes)
  }

  @Test func `a pipe takes it as its reader does`() throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    let (reader, writer, bytes) = (ends[0], ends[1], bytes(700_000))
    let read = Mutex([UInt8]())
    ThreadGroup.run(count: 2, threads: 2) { number in
      if number == 0 {
        try? writeWhole(bytes, to: writer)
        close(writer)
      } else {
        read.withLock { $0 = (try? Descriptor(reader).read(limit: .max - 1)) ?? [] }
      }
    }
    #expect(read.withLock { $0 } == bytes)
  }

  @Test func `what fails is said`() throws {
    let full = try Descriptor.open("/dev/full", O_WRONLY)
    #expect(throws: Errno.noSpace) { try writeWhole([1], to: full.number) }
    #expect(throws: Errno.badFileDescriptor) { try writeWhole([1], to: -1) }
    #expect(throws: Never.self) { try writeWhole([], to: -1) }
  }
}
