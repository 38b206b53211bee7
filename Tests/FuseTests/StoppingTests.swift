import Glibc
import Testing

@testable import Fuse

@Suite struct StoppingTests {
  @Test func aStopTakesABusyMountAway() throws {
    let files = MemoryFileSystem(["a": Array("hello".utf8)])
    try withMount(files) { mounted in
      let reader = try Command(
        python: """
          signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
          f = os.open(sys.argv[1] + "/a", os.O_RDWR)
          print("open", flush=True)
          signal.sigwait([signal.SIGUSR1])
          try: os.write(f, b"x")
          except OSError as e: print(e.errno)
          """, mounted.path)
      #expect(reader.line() == "open")
      mounted.session.stop()
      #expect(mounted.end() == nil)
      #expect(files.count("willEnd") == 1)
      #expect(try MountTable.current().mount(at: mounted.path) == nil)
      reader.send(SIGUSR1)
      #expect(reader.end().output == "\(ENOTCONN)\n")
    }
  }

  @Test func whoWaitsAtTheEndIsAnswered() throws {
    let room = WaitingRoom()
    try withMount(room.fileSystem(["a": [1]])) { mounted in
      let reader = try Command(shell: "cat $1/a", mounted.path)
      room.awaitArrivals(1)
      mounted.session.stop()
      #expect(mounted.end() == nil)
      #expect(reader.end().output.contains("Input/output error"))
    }
  }

  @Test func aRequestThatNobodyAnswersDoesNotHoldUpTheEnd() throws {
    let room = WaitingRoom()
    try withMount(room.fileSystem(["a": [1]], failAtEnd: false)) { mounted in
      let reader = try Command(shell: "cat $1/a", mounted.path)
      room.awaitArrivals(1)
      mounted.session.stop()
      #expect(mounted.end() == nil)
      #expect(mounted.messages.all.contains { $0.contains("1 requests were never answered") })
      #expect(reader.end().status == 1)
      // Late, but harmless.
      room.letGo(nil)
    }
  }

  @Test func aStopBeforeTheStartEndsTheRun() throws {
    try withDirectory { path in
      let session = try Session(
        MemoryFileSystem(), at: path, options: .test, log: { _, _ in })
      session.stop()
      try session.run()
      #expect(try MountTable.current().mount(at: path) == nil)
    }
  }

  @Test func aSessionThatNeverRunsLeavesNoMount() throws {
    try withDirectory { path in
      _ = try Session(MemoryFileSystem(), at: path, options: .test, log: { _, _ in })
      #expect(try MountTable.current().mount(at: path) == nil)
    }
  }

  @Test func aBusyMountServesUntilItIsStopped() throws {
    let files = MemoryFileSystem((0..<50).reduce(into: [:]) { $0["f\($1)"] = [1, 2, 3] })
    try withMount(files) { mounted in
      let readers = try (0..<4).map { _ in
        try Command(
          shell: "echo go; while cat $1/f* >/dev/null 2>&1; do :; done", mounted.path)
      }
      for reader in readers { #expect(reader.line() == "go") }
      while files.count("release") < 200 { sched_yield() }
      mounted.session.stop()
      #expect(mounted.end() == nil)
      for reader in readers { #expect(reader.end().status == 0) }
    }
  }
}
