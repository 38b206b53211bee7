import TestSupport
import Testing

/// Which processes a pin holds for, and what ends it.
@Suite(.everyStore) struct WhoSeesWhatTests {
  /// Runs a script in which `see` prints the number of captures in the version that its process is
  /// shown, `add` adds one through the mount and `behind` one behind it, from processes of their own.
  private func seen(_ script: String) throws -> [String] {
    let mounted = try Mounted.seeded(options: ["refresh=0"])
    let result = mounted.sh(
      """
      set -e
      F=$M/sample/merged/all.txt; n=10; export F
      mkdir $M/other $W/late
      add() { cp $SVC/0$n.pprof $M/sample/2024-10-12/10-$n-00Z.pprof; n=$((n + 1)); }
      behind() { put_behind $SVC/0$n.pprof sample/2024-10-12/10-$n-00Z.pprof; n=$((n + 1)); }
      see() { while read -r word count rest; do [ "$word" != captures ] || echo $count; done < $F; }
      export -f see
      \(script)
      """)
    #expect(result.status == 0, "\(result)")
    return result.out.split(separator: "\n").map(String.init)
  }

  @Test func `what a process opened, it and its descendants get again`() throws {
    #expect(
      try seen("see; behind; see; bash -c see; bash -c 'bash -c see; :'") == ["3", "3", "3", "3"])
  }

  @Test func `other processes see the newest version`() throws {
    // Two siblings: neither opened for the other.
    #expect(try seen("bash -c see; behind; bash -c see; bash -c see") == ["3", "4", "4"])
  }

  @Test func `a pin ends with its process`() throws {
    // The inner shell opens, its child lives on without it, and sees the newest version.
    let script = """
      mkfifo $W/go
      bash -c 'see; (read -r line < $W/go; bash -c see; echo done > $W/late/end) & disown'
      behind; echo > $W/go; until [ -s $W/late/end ]; do :; done
      """
    #expect(try seen(script) == ["3", "4"])
  }

  @Test(arguments: [
    "add", "rm $M/sample/2024-10-12/09-00-00Z.pprof; add; add",
    "cp $SVC/020.pprof $M/sample/x.prof && rm $M/sample/x.prof; behind",
    "cp $SVC/020.pprof $M/sample/.x; mv $M/sample/.x $M/sample/2024-10-12/10-20-00Z.pprof",
    "bash -c 'cp $SVC/020.pprof $M/sample/2024-10-12/10-20-00Z.pprof'",
  ])
  func `what a process or its child writes or deletes, it reads`(_ change: String) throws {
    #expect(try seen("see; \(change); see") == ["3", "4"], "\(change)")
  }

  @Test func `what its parent or a sibling writes ends no pin of a process`() throws {
    let script = """
      mkfifo $W/go $W/back
      bash -c 'see; echo > $W/back; read -r line < $W/go; see' & read -r line < $W/back
      add; bash -c 'cp $SVC/020.pprof $M/sample/2024-10-12/10-50-00Z.pprof'
      echo > $W/go; wait; see
      """
    #expect(try seen(script) == ["3", "3", "5"])
  }

  @Test func `what stores nothing ends no pin`() throws {
    let script = """
      see; behind
      echo text > $M/sample/.scratch; rm $M/sample/.scratch
      echo text > $M/sample/bad.pprof || true
      cat $F > /dev/null; mkdir $M/sample/2024-10-11; see
      """
    #expect(try seen(script) == ["3", "3"])
  }

  @Test func `with the pin off every look-up gives the newest version`() throws {
    let mounted = try Mounted.seeded(options: ["pin=off", "refresh=0"])
    let result = mounted.sh(
      """
      F=$M/sample/merged/all.txt
      cat > $W/see <<< 'while read -r word count rest; do [ "$word" != captures ] || echo $count; done < $1'
      . $W/see $F; put_behind $SVC/010.pprof sample/2024-10-12/10-00-00Z.pprof; . $W/see $F
      """)
    #expect(result.out == "3\n4\n", "\(result)")
  }

  @Test func `stat then open gives one version for 10 seconds`() throws {
    let mounted = try Mounted.seeded(options: ["refresh=0"])
    let shell = mounted.start(
      """
      set -e; F=$M/sample/merged/all.pprof; mkfifo $W/step
      exec 9<> $W/step
      # The shell's own test and redirection: no process is started in between.
      [ -s $F ]; put_behind $SVC/010.pprof sample/2024-10-12/10-00-00Z.pprof; echo waiting
      read -r line <&9; exec 8< $F; echo opened; wait
      """)
    #expect(waitUntil { shell.outputSoFar.contains("waiting") })
    mounted.clock.advance(by: .milliseconds(9_999))
    mounted.sh("echo > $W/step")
    #expect(shell.wait().status == 0)
    #expect(mounted.mergesStarted == 1)
  }

  @Test func `after 10 seconds a look-up holds no more`() throws {
    let mounted = try Mounted.seeded(options: ["refresh=0"])
    let shell = mounted.start(
      """
      set -e; F=$M/sample/merged/all.pprof; mkfifo $W/step
      exec 9<> $W/step
      [ -s $F ]; put_behind $SVC/010.pprof sample/2024-10-12/10-00-00Z.pprof; echo waiting
      read -r line <&9; exec 8< $F; echo opened
      """)
    #expect(waitUntil { shell.outputSoFar.contains("waiting") })
    mounted.clock.advance(by: .seconds(10))
    mounted.sh("echo > $W/step")
    #expect(shell.wait().status == 0)
    #expect(mounted.mergesStarted == 2)
  }
}
