import Glibc
import Testing

@testable import Fuse

@Suite struct WaitingTests {
  @Test func slowRequestsDoNotHoldUpALs() throws {
    let room = WaitingRoom()
    try withMount(room.fileSystem(["a": Array("hello".utf8)])) { mounted in
      let readers = try (0..<20).map { _ in try Command(shell: "cat $1/a", mounted.path) }
      room.awaitArrivals(20)
      #expect(try shell("ls $1", mounted.path).output == "a\n")
      room.letGo(FileHandle(rawValue: 2))
      for reader in readers { #expect(reader.end().output == "hello") }
    }
  }

  @Test func lookUpsInOneDirectoryDoNotWaitForEachOther() throws {
    let room = WaitingRoom()
    try withMount(room.fileSystemWithSlowLookups()) { mounted in
      let commands = try (0..<4).map { number in
        try Command(shell: "stat $1/a\(number)", mounted.path)
      }
      room.awaitArrivals(4)
      room.letGo(nil)
      for command in commands { #expect(command.end().output.contains("Input/output error")) }
    }
  }

  @Test(arguments: [SIGKILL, SIGTERM, SIGINT, SIGQUIT])
  func aCallerThatIsKilledWaitsNoMore(_ signal: Int32) throws {
    let room = WaitingRoom()
    try withMount(room.fileSystem(["a": [1]])) { mounted in
      let reader = try Command(shell: "ulimit -c 0; exec cat $1/a", mounted.path)
      room.awaitArrivals(1)
      reader.send(signal)
      #expect(reader.end().status == -signal)
      #expect(room.deathCount == 1)
    }
  }

  @Test(arguments: ["SIGALRM", "SIGURG", "SIGINT", "SIGQUIT"])
  func aCallerThatHandlesASignalWaitsOn(_ signal: String) throws {
    let room = WaitingRoom()
    try withMount(room.fileSystem(["a": Array("hello".utf8)])) { mounted in
      let reader = try Command(
        python: """
          signal.signal(signal.\(signal), lambda *_: None)
          print("ready", flush=True)
          print(open(sys.argv[1] + "/a").read())
          """, mounted.path)
      #expect(reader.line() == "ready")
      room.awaitArrivals(1)
      _ = try shell("kill -\(signal.dropFirst(3)) $1", "\(reader.process)")
      while mounted.session.core.callers.interruptedCount == 0 { sched_yield() }
      // By the time that another one's death is seen, the first has been looked at.
      let other = try Command(shell: "exec cat $1/a", mounted.path)
      room.awaitArrivals(1)
      other.send(SIGKILL)
      room.awaitDeath()
      #expect(other.end().status == -SIGKILL)
      #expect(room.deathCount == 1)
      room.letGo(FileHandle(rawValue: 2))
      #expect(reader.end().output == "hello\n")
    }
  }

  @Test func aKillAfterAHarmlessSignalIsSeen() throws {
    let room = WaitingRoom()
    try withMount(room.fileSystem(["a": [1]])) { mounted in
      let reader = try Command(
        python: """
          signal.signal(signal.SIGURG, lambda *_: None)
          print("ready", flush=True)
          open(sys.argv[1] + "/a").read()
          """, mounted.path)
      #expect(reader.line() == "ready")
      room.awaitArrivals(1)
      reader.send(SIGURG)
      while mounted.session.core.callers.interruptedCount == 0 { sched_yield() }
      reader.send(SIGKILL)
      #expect(reader.end().status == -SIGKILL)
      #expect(room.deathCount == 1)
    }
  }

  @Test func aThreadThatDiesWithItsProcessWaitsNoMore() throws {
    let room = WaitingRoom()
    try withMount(room.fileSystem(["a": [1]])) { mounted in
      let reader = try Command(
        python: """
          import threading
          threading.Thread(target=lambda: open(sys.argv[1] + "/a").read(), daemon=True).start()
          sys.stdin.read()
          sys.stdout.flush()
          signal.pause()
          """, mounted.path)
      room.awaitArrivals(1)
      reader.send(SIGTERM)
      #expect(reader.end().status == -SIGTERM)
      #expect(room.deathCount == 1)
    }
  }

  @Test func nobodyIsWatchedOnceAllAreAnswered() throws {
    let room = WaitingRoom()
    try withMount(room.fileSystem(["a": [1]])) { mounted in
      let reader = try Command(shell: "cat $1/a >/dev/null", mounted.path)
      room.awaitArrivals(1)
      #expect(mounted.session.core.callers.waiterCount == 1)
      room.letGo(FileHandle(rawValue: 2))
      _ = reader.end()
      #expect(mounted.session.core.callers.waiterCount == 0)
    }
  }
}
