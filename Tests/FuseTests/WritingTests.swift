import Synchronization
import SystemPackage
import Testing

@testable import Fuse

@Suite struct WritingTests {
  @Test func whatIsWrittenIsThere() throws {
    let files = MemoryFileSystem()
    try withMount(files) { mounted in
      let result = try shell(
        """
        printf hello > $1/a && printf ' world' >> $1/a && cat $1/a && mkdir $1/d && rmdir $1/d &&
        printf J | dd of=$1/a bs=1 conv=notrunc status=none && truncate -s 3 $1/a
        """, mounted.path)
      #expect(result.status == 0)
      #expect(result.output == "hello world")
      #expect(files.bytes(of: "a") == Array("Jel".utf8))
    }
  }

  @Test func aLargeFileArrivesWhole() throws {
    let files = MemoryFileSystem()
    try withMount(files) { mounted in
      let result = try python(
        "open(sys.argv[1] + '/a', 'wb').write(bytes(i * 7 % 251 for i in range(3000000)))",
        mounted.path)
      #expect(result.status == 0)
      let expected = (0..<3_000_000).map { UInt8($0 * 7 % 251) }
      #expect(files.bytes(of: "a") == expected)
    }
  }

  @Test func renameTellsItsFlags() throws {
    let files = MemoryFileSystem(["a": [1], "b": [2]])
    try withMount(files) { mounted in
      let names = try shell("mv -n $1/a $1/c; mv -f $1/c $1/b; ls $1", mounted.path).output
      #expect(names == "b\n")
      #expect(files.count("rename 1") == 1)
      #expect(files.count("rename 0") == 1)
      #expect(files.bytes(of: "b") == [1])
    }
  }

  @Test func openTellsThatItTruncates() throws {
    let files = MemoryFileSystem(["a": [1, 2, 3]])
    try withMount(files) { mounted in
      let status = try shell(": > $1/a", mounted.path).status
      #expect(status == 0)
      #expect(files.state.withLock { $0.opened.last?.truncates } == true)
      #expect(files.state.withLock { $0.opened.last?.isForWriting } == true)
      #expect(files.bytes(of: "a") == [])
    }
  }

  @Test func theErrorOfAFlushReachesClose() throws {
    let files = MemoryFileSystem(
      hooks: .init(flush: { request in request.fail(.invalidArgument) }))
    try withMount(files) { mounted in
      let result = try python(
        """
        f = os.open(sys.argv[1] + "/a", os.O_CREAT | os.O_WRONLY)
        os.write(f, b"x")
        try: os.close(f)
        except OSError as e: print(e.errno)
        """, mounted.path)
      #expect(result.output == "22\n")
      #expect(try shell("cp /etc/hostname $1/b", mounted.path).status == 1)
    }
  }

  @Test func theErrorOfAnFsyncReachesTheWriter() throws {
    let files = MemoryFileSystem(
      hooks: .init(synchronize: { request in request.fail(Errno(rawValue: 74)) }))
    try withMount(files) { mounted in
      let result = try python(
        """
        f = os.open(sys.argv[1] + "/a", os.O_CREAT | os.O_WRONLY)
        try: os.fsync(f)
        except OSError as e: print(e.errno)
        """, mounted.path)
      #expect(result.output == "74\n")
    }
  }

  @Test func aFileOpenedToReadCanSkipTheFlush() throws {
    let files = MemoryFileSystem(
      ["a": [1]],
      hooks: .init(open: { request, reply in
        request.reply(OpenReply(reply.handle, keepsCache: true, skipsFlush: true))
      }))
    try withMount(files) { mounted in
      _ = try shell("cat $1/a $1/a >/dev/null", mounted.path)
      #expect(files.count("open") == 2)
      #expect(files.count("flush") == 0)
    }
  }

  @Test(arguments: ["ln $1/a $1/b", "ln -s a $1/b", "mkfifo $1/b"])
  func linksAndSpecialFilesAreEPERM(_ script: String) throws {
    try withMount(MemoryFileSystem(["a": [1]])) { mounted in
      let result = try shell(script, mounted.path)
      #expect(result.status == 1)
      #expect(result.output.contains("Operation not permitted"))
    }
  }
}
