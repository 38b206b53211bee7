import Glibc
import Synchronization
import Testing

@testable import Fuse

@Suite struct ReadingTests {
  @Test func aFileReadsAsItsBytes() throws {
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try withMount(MemoryFileSystem(["data": bytes])) { mounted in
      let result = try python(
        """
        data = open(sys.argv[1] + "/data", "rb").read()
        print(len(data), all(b == i * 31 % 256 for i, b in enumerate(data)))
        f = os.open(sys.argv[1] + "/data", os.O_RDONLY)
        print(os.pread(f, 3, 299999), os.pread(f, 3, 300000))
        """, mounted.path)
      #expect(result.output == "300000 True\nb'\\x01' b''\n")
    }
  }

  @Test func statTellsTheAttributes() throws {
    try withMount(MemoryFileSystem(["data": [UInt8](repeating: 1, count: 1025)])) { mounted in
      let result = try shell("stat -c '%s %b %a %F %Y %h %u' $1/data $1", mounted.path)
      #expect(
        result.output == """
          1025 3 644 regular file 1700000000 1 \(getuid())
          0 0 755 directory 1600000000 2 \(getuid())

          """)
    }
  }

  @Test func aNameThatIsNotThereIsENOENT() throws {
    try withMount(MemoryFileSystem()) { mounted in
      let result = try shell("cat $1/none", mounted.path)
      #expect(result.status == 1)
      #expect(result.output.contains("No such file or directory"))
    }
  }

  @Test func aNameThatIsNotUTF8IsEILSEQ() throws {
    let files = MemoryFileSystem()
    try withMount(files) { mounted in
      let result = try python(
        """
        path = sys.argv[1].encode() + b"/\\xff\\xfe"
        for f in (os.stat, os.mkdir, os.unlink, os.rmdir, lambda p: open(p, "w")):
            try: f(path)
            except OSError as e: print(e.errno)
        """, mounted.path)
      #expect(result.output == "84\n84\n84\n84\n84\n")
      #expect(files.state.withLock { $0.calls }.allSatisfy { !$0.hasPrefix("lookup") })
    }
  }

  @Test func theCallerIsTheThreadThatAsks() throws {
    let files = MemoryFileSystem()
    try withMount(files) { mounted in
      let command = try Command(python: "os.path.exists(sys.argv[1] + '/x')", mounted.path)
      _ = command.end()
      let caller = try #require(files.state.withLock { $0.callers.last })
      #expect(caller.thread == command.process)
      #expect(caller.uid == getuid())
    }
  }

  @Test(.enabled(if: geteuid() == 0, "only root becomes another user"))
  func otherUsersAreKeptOut() throws {
    let files = MemoryFileSystem()
    try withMount(files) { mounted in
      let result = try python(
        "os.setgid(4321); os.setuid(1234); print(os.path.exists(sys.argv[1] + '/x'))",
        mounted.path)
      #expect(result.output == "False\n")
      #expect(files.count("lookup x") == 0)
    }
  }

  @Test func statfsTellsTheFigures() throws {
    try withMount(MemoryFileSystem()) { mounted in
      let result = try shell("stat -f -c '%S %b %f %a %l' $1", mounted.path)
      #expect(result.output == "4096 1000 500 250 255\n")
    }
  }

  @Test func theMountShowsItsSourceAndType() throws {
    try withMount(MemoryFileSystem()) { mounted in
      let result = try shell("grep \" $1 \" /proc/self/mounts", mounted.path)
      #expect(
        result.output.hasPrefix("a\\040source,\\040with\\040comma \(mounted.path) fuse.fusetest"))
      #expect(result.output.contains("default_permissions"))
      #expect(!result.output.contains("allow_other"))
    }
  }
}
