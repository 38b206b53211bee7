import TestSupport
import Testing

/// The program as scripts and init systems use it.
@Suite(.everyStore) struct ProgramTests {
  @Test func `the mount can be used in a script's next line`() throws {
    let program = try Program()
    let result = program.sh(
      """
      set -e
      for i in 1 2 3 4 5; do
        $PGOFS $S $M -o cache_dir=$W/cache; mkdir $M/app$i; rmdir $M/app$i; $PGOFS unmount $M
      done
      if mountpoint -q $M; then echo "should have failed" >&2; exit 9; fi
      """)
    #expect(result.status == 0, "\(result)")
    #expect(result.error.isEmpty && result.out.isEmpty, "\(result)")
  }

  @Test func `the daemon lets go of the terminal, the directory and the session`() throws {
    let program = try Program()
    let result = program.sh(
      """
      set -e; mkdir $W/here; cd $W/here
      # A pipe that the daemon kept open would hold this up for ever.
      $PGOFS $S $M -o cache_dir=$W/cache 2>&1 | cat
      cd /; rmdir $W/here
      # Not pgrep: it reads the arguments of all processes, and waits for those that wait for a mount.
      daemon=$(for process in /proc/[0-9]*; do
        [ "$(readlink $process/exe)" = "$(realpath $PGOFS)" ] || continue
        ! grep -qzxF -- $M $process/cmdline || echo ${process##*/}
      done)
      [ "$(readlink /proc/$daemon/cwd)" = / ]
      [ $(ps -o sid= -p $daemon) = $daemon ]; ls -l /proc/$daemon/fd/[012] | grep -c /dev/null
      umount $M
      """)
    #expect(result.status == 0, "\(result)")
    #expect(result.out == "3\n")
  }

  @Test(arguments: [
    ("$S $W/missing", "there is no such directory"), ("$S $W/file", "not a directory"),
    ("$S $M -o frobnicate", "no such option"), ("$S $M -o umask=9", "octal"),
    ("$S $M -o max_profile=many", "a size such as"), ("$S $M -o refresh=soon", "a time such as"),
    ("$S $M -o pin=maybe", "on or off"), ("$S", "Usage"), ("", ": pgofs SOURCE MOUNTPOINT"),
  ])
  func `what can't be mounted is a message on stderr and a status`(
    _ arguments: String, _ message: String
  ) throws {
    try expectRefused(arguments, message)
  }

  @Test(
    .only(.local, because: "a bucket is no place for a mount point, and may be made later"),
    arguments: [
      ("$W/missing $M", "there is no such directory"), ("$W/file $M", "ot a directory"),
      ("$S $S", "may not contain each other"), ("$S/.. $M", "may not contain each other"),
      ("$S $S/inside", "may not contain each other"),
      ("$S $M -o cache_dir=$S/cache", "the cache can't be in the store"),
      ("$S $M -o cache_dir=$M/cache", "the cache can't be under the mount point"),
    ])
  func `nor a directory that is none, or in the way`(
    _ arguments: String, _ message: String
  ) throws {
    try expectRefused(arguments, message)
  }

  private func expectRefused(_ arguments: String, _ message: String) throws {
    let program = try Program()
    let result = program.sh(
      """
      make_behind inside; touch $W/file
      $PGOFS \(arguments); status=$?
      mountpoint -q $M && umount $M; exit $status
      """)
    #expect(result.status != 0 && result.status < 128, "\(arguments): \(result)")
    #expect(result.error.contains(message), "\(arguments): \(result)")
    #expect(result.out.isEmpty)
    let foreground = program.sh("$PGOFS \(arguments) --foreground")
    #expect(foreground.status != 0 && foreground.error.contains(message), "\(foreground)")
  }

  @Test func `a mount point that is in use by another pgofs is refused`() throws {
    let program = try Program()
    let result = program.sh(
      """
      $PGOFS $S $M -o cache_dir=$W/cache || exit 1
      $PGOFS $S $M -o cache_dir=$W/cache; status=$?
      mkdir $M/sample && umount $M && ! mountpoint -q $M && exit $status
      """)
    #expect(result.status != 0)
    #expect(result.error.contains("already mounted"), "\(result)")
  }

  @Test func `what a daemon that died has left mounted is cleaned away`() throws {
    let program = try Program()
    let result = program.sh(
      """
      set -e
      for i in 1 2 3; do
        $PGOFS $S $M --foreground -o cache_dir=$W/cache 2> $W/errors & daemon=$!
        until mountpoint -q $M; do :; done
        mkdir $M/app$i; kill -9 $daemon; wait $daemon || true
        stat $M 2>&1 | grep 'not connected'
      done
      $PGOFS $S/ $M/ -o cache_dir=$W/cache; ls $M; umount $M; ! mountpoint -q $M
      """)
    #expect(result.status == 0, "\(result)")
    #expect(result.out.hasSuffix("app1\napp2\napp3\n"), "\(result)")
  }

  @Test(arguments: ["TERM", "INT", "HUP"])
  func `a signal ends a mount cleanly, idle or busy`(_ signal: String) throws {
    let program = try Program()
    let result = program.sh(
      """
      set -e; make_behind sample/2024-10-12
      $PGOFS $S $M --foreground -o cache_dir=$W/cache & daemon=$!
      until mountpoint -q $M; do :; done; kill -\(signal) $daemon; wait $daemon
      if mountpoint -q $M; then echo "should have failed" >&2; exit 9; fi
      $PGOFS $S $M --foreground -o cache_dir=$W/cache & daemon=$!
      until mountpoint -q $M; do :; done
      cd $M/sample; exec 9> 2024-10-12/09-00-00Z.pprof; cat $SVC/000.pprof >&9
      for w in 1 2 3; do
        $GOTOOLS write $M/sample/2024-10-12 w$w 0 $SVC/00[0-4].pprof > $W/log.$w & writers="$writers $!"
      done
      until [ -s $W/log.3 ]; do :; done
      kill -\(signal) $daemon; wait $daemon; wait $writers
      if mountpoint -q $M; then echo "should have failed" >&2; exit 9; fi
      kept=$(kept sample/2024-10-12)
      cat $W/log.* | while read -r result name original; do
        [ $result = failed ] || cmp $original $kept/$name
      done
      [ -z "$(find $W/cache -type f ! -path '*/v[0-9]*/??/*')" ]
      """)
    #expect(result.status == 0, "\(result)")
  }

  @Test func `pgofs unmount refuses a busy mount, and detaches it lazily`() throws {
    let program = try Program()
    let result = program.sh(
      """
      put_behind $SVC/000.pprof sample/2024-10-12/09-00-00Z.pprof
      $PGOFS $S $M -o cache_dir=$W/cache || exit 1
      exec 9< $M/sample/merged/all.pprof
      $PGOFS unmount $M && exit 2
      ls $M > /dev/null || exit 3
      $PGOFS unmount --lazy $M || exit 4
      ! mountpoint -q $M || exit 5
      gzip -t <&9 || exit 6
      exec 9<&-
      $PGOFS unmount $M && exit 7
      $PGOFS unmount / && exit 8
      exit 0
      """)
    #expect(result.status == 0, "\(result)")
    #expect(result.error.contains("in use"), "\(result)")
    #expect(result.error.contains("nothing is mounted"))
    #expect(result.error.contains("not pgofs"))
  }
}
