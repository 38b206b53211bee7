import Testing

@testable import Fuse

@Suite struct UnmountingTests {
  private func failure(_ path: String, lazily: Bool = false) -> SessionError? {
    do throws(SessionError) {
      try Unmounting.unmount(path, subtype: "fusetest", lazily: lazily)
      return nil
    } catch {
      return error
    }
  }

  @Test func anUnmountEndsTheRun() throws {
    let files = MemoryFileSystem(["a": [1]])
    try withMount(files) { mounted in
      let names = try shell("ls $1", mounted.path).output
      #expect(names == "a\n")
      #expect(failure(mounted.path) == nil)
      #expect(mounted.end() == nil)
      #expect(files.count("willEnd") == 1)
    }
  }

  @Test func aBusyMountIsNotUnmounted() throws {
    try withMount(MemoryFileSystem(["a": Array("hello".utf8)])) { mounted in
      let reader = try Command(
        python: """
          signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
          f = os.open(sys.argv[1] + "/a", os.O_RDONLY)
          print("open", flush=True)
          signal.sigwait([signal.SIGUSR1])
          print(os.read(f, 9))
          """, mounted.path)
      #expect(reader.line() == "open")
      #expect(failure(mounted.path)?.code == .busy)
      // Lazily it goes, and serves who is in it.
      #expect(failure(mounted.path, lazily: true) == nil)
      #expect(try shell("ls $1", mounted.path).output == "")
      reader.send(10)
      #expect(reader.end().output == "b'hello'\n")
      #expect(mounted.end() == nil)
    }
  }

  @Test func whatIsNotOursIsLeftAlone() throws {
    #expect(failure("/proc")?.code == .otherFileSystem)
    #expect(failure("/proc")?.message.contains("what is mounted there is proc") == true)
    try withDirectory { path in
      #expect(failure(path)?.code == .notMounted)
      #expect(failure(path + "/none")?.code == .noMountPoint)
    }
  }
}
