import CLinux
import Glibc
import Synchronization
import Testing

@testable import Fuse

/// Files that the kernel reads itself. Here they differ from what the file system would answer, so
/// that one sees who was asked; where the kernel takes no backing files the file system is asked.
@Suite struct BackingFileTests {
  @Test func itIsReadWithoutAsking() throws {
    try withBackedFile(openings: [.backed(0)]) { mounted in
      let result = try shell("cat $1/data; stat -c ' %s' $1/data", mounted.path)
      #expect(result.output == "\(backed("first")) 5\n")
    }
  }

  @Test func itIsMapped() throws {
    try withBackedFile(openings: [.backed(0)]) { mounted in
      let result = try python(
        """
        import mmap
        f = os.open(sys.argv[1] + "/data", os.O_RDONLY)
        m = mmap.mmap(f, 0, mmap.MAP_SHARED, mmap.PROT_READ)
        os.close(f)
        print(m[:].decode())
        """, mounted.path)
      #expect(result.output == "\(backed("first"))\n")
    }
  }

  @Test func whoOpensItMeanwhileReadsTheSameFile() throws {
    try withBackedFile(openings: [.backed(0), .backed(1), .asked]) { mounted in
      let result = try python(readTogether(count: 3), mounted.path)
      let text = backed("first")
      #expect(result.output == "\(text) \(text) \(text)\n")
    }
  }

  @Test func whatIsOpenThroughThePageCacheStaysSo() throws {
    try withBackedFile(openings: [.asked, .backed(0)]) { mounted in
      let result = try python(readTogether(count: 2), mounted.path)
      #expect(result.output == "asked asked\n")
    }
  }

  @Test func onceNobodyHasItOpenTheNextOpenDecides() throws {
    let openings: [Opening] = [.backed(0), .backed(1), .asked, .backed(0)]
    try withBackedFile(openings: openings) { mounted in
      let result = try shell("for i in 1 2 3 4; do cat $1/data; echo; done", mounted.path)
      #expect(
        result.output == "\(backed("first"))\n\(backed("other"))\nasked\n\(backed("first"))\n")
    }
  }

  @Test func readersOfManyFilesAtOnceGetTheirOwn() throws {
    try withBackedFile(openings: [], otherwise: .backed(1)) { mounted in
      let result = try shell(
        """
        for i in 1 2 3 4 5 6 7 8; do
          (for j in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do cat $1/data; done) &
        done; wait
        """, mounted.path)
      #expect(result.output == String(repeating: backed("other"), count: 128))
    }
  }

  private enum Opening { case asked, backed(Int) }

  private func withBackedFile(
    openings: [Opening], otherwise: Opening = .asked, _ body: (Mounted) throws -> Void
  ) throws {
    let files = try ["first", "other"].map(memoryFile)
    defer { for file in files { close(file) } }
    let next = Mutex(openings[...])
    var hooks = MemoryFileSystem.Hooks()
    hooks.open = { request, reply in
      var reply = reply
      if case .backed(let number) = next.withLock({ $0.popFirst() }) ?? otherwise {
        reply.backing = files[number]
      }
      request.reply(reply)
    }
    try withMount(MemoryFileSystem(["data": Array("asked".utf8)], hooks: hooks), body)
  }

  private func memoryFile(_ text: String) throws -> Int32 {
    let file = clinux_memfd_create("test")
    try #require(write(file, text, text.utf8.count) == text.utf8.count)
    return file
  }

  private func readTogether(count: Int) -> String {
    """
    files = [os.open(sys.argv[1] + "/data", os.O_RDONLY) for _ in range(\(count))]
    print(*[os.pread(f, 9, 0).decode() for f in files])
    """
  }

  /// What a reader sees of a file with this backing file.
  private func backed(_ text: String) -> String { takesBackingFiles ? text : "asked" }
}

/// Linux 6.9, for the root of the machine, not of a user namespace.
private let takesBackingFiles: Bool = {
  var names = utsname()
  uname(&names)
  let release = withUnsafeBytes(of: names.release) { String(decoding: $0, as: UTF8.self) }
  let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
  let users = SmallFile.read("/proc/self/uid_map", limit: 256) ?? ""
  return geteuid() == 0 && users.split(whereSeparator: \.isWhitespace) == ["0", "0", "4294967295"]
    && (numbers[0], numbers[1]) >= (6, 9)
}()
