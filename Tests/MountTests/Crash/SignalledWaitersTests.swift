import Glibc
import TestSupport
import Testing

@Suite(.everyStore) struct SignalledWaitersTests {
  @Test(arguments: [
    "cat $F", "stat $F", "exec 9< $F", "$GOTOOLS readfile $F", "$GOTOOLS statmap $F shared",
    #"python3 -c 'import sys; open(sys.argv[1])' $F"#,
  ])
  func `kill -9 of a waiter returns at once`(_ reader: String) throws {
    let store = try HeldStore()
    let (process, shell) = store.start(reader)
    let start = ContinuousClock.now
    kill(process, SIGKILL)
    let result = shell.wait()
    #expect(ContinuousClock.now - start < .seconds(1))
    #expect(result.status == 137, "\(result)")
    // The computation goes on, for whoever asks next.
    store.release()
    #expect(store.mounted.sh("gzip -t < $M/sample/merged/last24h.pprof").status == 0)
    #expect(store.mounted.mergesStarted == 1)
  }

  @Test func `kill -9 of one waiter leaves the others waiting for the same merge`() throws {
    let store = try HeldStore()
    let (process, shell) = store.start("cat $F > /dev/null")
    let other = store.mounted.start("echo; gzip -t < $M/sample/merged/last24h.pprof")
    waitUntil { other.outputSoFar == "\n" }
    kill(process, SIGKILL)
    #expect(shell.wait().status == 137)
    store.release()
    #expect(other.wait().status == 0)
    #expect(store.mounted.mergesStarted == 1)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGQUIT])
  func `a signal that ends a process ends its wait at once`(_ signal: Int32) throws {
    let store = try HeldStore()
    // The shell would have a background job ignore SIGINT and SIGQUIT.
    let (process, shell) = store.start("env --default-signal cat $F")
    let start = ContinuousClock.now
    kill(process, signal)
    let result = shell.wait()
    #expect(ContinuousClock.now - start < .seconds(1))
    #expect(result.status == 128 + signal, "\(result)")
  }

  @Test(arguments: [
    (SIGURG, "$GOTOOLS readfile $F | grep -q ."),
    (SIGURG, "$GOTOOLS statmap $F shared | grep -q ."),
    (
      SIGALRM,
      #"python3 -c 'import signal, sys; signal.signal(14, print); print(len(open(sys.argv[1], "rb").read()))' $F"#
    ),
    (SIGURG, "cat $F > /dev/null"), (SIGCHLD, "sha256sum $F"), (SIGWINCH, "cp $F $W/x"),
    (SIGUSR1, "(trap : USR1; exec 9< $F; gzip -t <&9)"),
  ])
  func `a signal that a waiter handles or ignores breaks nothing`(
    _ signal: Int32, _ reader: String
  ) throws {
    let store = try HeldStore()
    let (process, shell) = store.start(reader)
    let group = store.mounted.sh(
      """
      for i in $(seq 20); do
        kill -\(signal) \(process) $(cat /proc/\(process)/task/*/children) 2>&1; sleep .01
      done
      """)
    #expect(group.out.isEmpty, "\(group)")
    store.release()
    let result = shell.wait()
    #expect(result.status == 0, "\(reader): \(result)")
  }

  @Test(arguments: ["$GOTOOLS readfile $F", "cat $F"])
  func `SIGURG first and SIGKILL later ends a waiter at once`(_ reader: String) throws {
    let store = try HeldStore()
    let (process, shell) = store.start(reader)
    store.mounted.sh("for i in $(seq 20); do kill -URG \(process); sleep .01; done")
    let start = ContinuousClock.now
    kill(process, SIGKILL)
    #expect(shell.wait().status == 137)
    #expect(ContinuousClock.now - start < .seconds(1))
  }
}
